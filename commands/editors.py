"""`flask editors …`: manages accounts from the server's terminal."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from extensions import db
from jobs.mail.compose import link_to
from jobs.mail.staff import mailed_link
from models.base import transaction
from models.email_address import Address, BadAddress
from models.staff.mailed_link import first_token
from models.staff.message import Message
from models.staff.sign_in import end_all
from models.staff.staff_member import ROLES, StaffMember, is_last_administrator
from models.stories.preview_link import end_links_of
from web.accounts.audit import audit
from web.clock import utc_now

editors = AppGroup("editors", help="Manage newsroom accounts.")


class AddressType(click.ParamType[Address]):
    name = "address"

    def convert(self, value: str, *_more: object) -> Address:
        try:
            return Address.read(value)
        except BadAddress:
            raise click.BadParameter(f"{value!r} is no e-mail address.") from None


ADDRESS = AddressType()


@editors.command()
@click.argument("address", metavar="EMAIL", type=ADDRESS)
@click.option("--role", type=click.Choice(ROLES), default="contributor")
@click.option("--name", default="", help="The name that colleagues see.")
def invite(address: Address, role: str, name: str) -> None:
    """Invite someone; prints the link and also mails it."""
    with transaction():
        editor = db.session.scalar(StaffMember.at(address))
        if editor and editor.standing != "invited":
            explanation = f"{address.email} has an account: it is {editor.standing}."
            raise click.ClickException(explanation)
        editor = editor or StaffMember(email=address.email, address_key=address.key)
        editor.role, editor.name = role, name or editor.name or ""
        db.session.add(editor)
        _send_invitation(editor)
    _say_link("invitation", editor, "Open this once, within seven days, to join:")


@editors.command("list")
def list_() -> None:
    """List accounts."""
    for editor in db.session.scalars(select(StaffMember).order_by(StaffMember.id)):
        facts = (editor.email, editor.role, editor.standing, editor.name)
        click.echo("  ".join(fact for fact in facts if fact))


@editors.command()
@click.argument("address", metavar="EMAIL", type=ADDRESS)
def disable(address: Address) -> None:
    """Disable an account and end its sessions."""
    with transaction():
        editor = _find(address)
        if is_last_administrator(editor):
            raise click.ClickException(
                "This is the last administrator: invite another one first."
            )
        editor.active = False
        end_all(editor, utc_now())
        end_links_of(editor, utc_now())
        audit("disable", editor)
    click.echo(f"{editor.email} is disabled.")


@editors.command()
@click.argument("address", metavar="EMAIL", type=ADDRESS)
@click.option(
    "--second-factors", is_flag=True, help="Also remove passkeys and authenticator app."
)
def reset(address: Address, *, second_factors: bool) -> None:
    """Print a password reset link; enables a disabled account."""
    with transaction():
        editor = _find(address)
        if not editor.joined_at:
            raise click.ClickException("They have not joined yet: invite them again.")
        editor.active = True
        end_all(editor, utc_now())
        if second_factors:
            editor.lose_second_factors()
        audit("create reset link", editor)
    _say_link("reset", editor, "Open this once, within two hours, to set a password:")


def first_link() -> str | None:
    """Creates the first administrator; None if there is one."""
    token = first_token(current_app.config["SECRET_KEY"], utc_now())
    return (
        link_to("admin.accounts.invitations.show_first", token=token) if token else None
    )


def _find(address: Address) -> StaffMember:
    editor = db.session.scalar(StaffMember.at(address).with_for_update())
    if editor is None:
        raise click.ClickException(
            f"There is no account with the address {address.email}."
        )
    return editor


def _send_invitation(editor: StaffMember) -> None:
    db.session.flush()
    editor.invited_at = utc_now()
    editor.end_sessions()
    audit("invite", editor, editor.role)
    subject = "You are invited to the newsroom"
    db.session.add(Message.to(editor, "invitation", subject, utc_now()))


def _say_link(kind: str, editor: StaffMember, explanation: str) -> None:
    click.echo(f"{explanation}\n{mailed_link(kind, editor, utc_now())}")
