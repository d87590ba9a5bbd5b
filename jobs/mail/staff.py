"""Mail to staff: invitations, password resets, notices, returned stories."""

from datetime import datetime
from typing import Any

from flask import current_app

from extensions import db
from jobs.mail.compose import Mail, link_to
from jobs.mail.sending import send_due
from models.base import transaction
from models.email_address import Address
from models.staff.attempt import forget_old_attempts
from models.staff.mailed_link import token_for
from models.staff.message import Message, forget_old_messages
from models.staff.sign_in import forget_old_sign_ins
from models.staff.staff_member import StaffMember
from models.stories.preview_link import forget_old_links

PAGES = {
    "invitation": "admin.accounts.invitations.show",
    "reset": "admin.accounts.resets.show",
}


def send_due_messages(now: datetime) -> int:
    """Returns the number of mails sent."""
    return send_due(Message.claim, staff_mail, now)


def forget_what_is_over(now: datetime) -> None:
    """Deletes old messages, links, attempts and sign-ins, as they are personal."""
    with transaction():
        forget_old_messages(now)
        forget_old_attempts(now)
        forget_old_sign_ins(now)
        forget_old_links(now)


def mailed_link(kind: str, editor: StaffMember, now: datetime) -> str:
    """A single-use link to the account, for a mail or an administrator's terminal."""
    token = token_for(kind, editor, current_app.config["SECRET_KEY"], now)
    return link_to(PAGES[kind], token=token)


def staff_mail(message: Message, now: datetime) -> Mail | None:
    """None for a reset request without an account, and for a returned story or a held
    issue that has moved on meanwhile.
    """
    editor = message.editor or _holder(message.recipient)
    if editor is None or not editor.active:
        return None
    if message.kind == "return":
        return _return_mail(message, editor)
    if message.kind.startswith("issue-"):
        return _issue_mail(message, editor)
    # Someone who never accepted the invitation gets another one.
    is_new = message.kind == "reset" and not editor.joined_at
    kind = "invitation" if is_new else message.kind
    context: dict[str, Any] = {"editor": editor, "detail": message.detail}
    if kind in PAGES:
        context["link"] = mailed_link(kind, editor, now)
    return _mail(message, kind, context)


def _return_mail(message: Message, editor: StaffMember) -> Mail | None:
    """Shows the latest note if the story was sent back twice."""
    article = message.article
    if article is None or article.status != "draft" or not article.note:
        return None
    context = {"editor": editor, "who": message.detail, "article": article}
    link = link_to("admin.stories.editing.edit", id=article.id)
    return _mail(message, "return", {**context, "link": link})


def _issue_mail(message: Message, editor: StaffMember) -> Mail | None:
    issue = message.issue
    if issue is None or (message.kind == "issue-held" and issue.state != "held"):
        return None
    link = link_to("admin.newsletter.issues.edit", id=issue.id)
    context = {"editor": editor, "detail": message.detail, "issue": issue}
    return _mail(message, "issue", {**context, "link": link})


def _mail(message: Message, kind: str, context: dict[str, Any]) -> Mail:
    name = f"message-{message.id}"
    return Mail(message.recipient, message.subject, name, f"editor-{kind}", context)


def _holder(recipient: str) -> StaffMember | None:
    return db.session.scalar(StaffMember.at(Address.read(recipient)))
