"""Password resets by a mailed link."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import hash_password
from werkzeug.wrappers import Response

from blueprints.admin.accounts.forms import AddressForm, PasswordForm
from blueprints.admin.accounts.token_pages import explain, holder
from extensions import db
from models.base import transaction
from models.email_address import Address
from models.staff.attempt import AttemptLimit, TooSoon, count_attempt
from models.staff.mailed_link import BadLink
from models.staff.message import Message
from models.staff.sign_in import end_all
from web.accounts.attempts import count_or_wait, keyed
from web.accounts.audit import audit
from web.accounts.events import notify_owner
from web.accounts.passwords import names_of
from web.client_key import client_key
from web.clock import utc_now
from web.origin import proved_by_token
from web.permission import open_to_anybody

resets = Blueprint("resets", __name__, url_prefix="/reset")
resets.register_error_handler(BadLink, explain)

A_PLACE = AttemptLimit(10, first=timedelta(minutes=1), longest=timedelta(hours=1))
AN_ADDRESS = AttemptLimit(3, first=timedelta(minutes=10), longest=timedelta(hours=6))
Answer = str | Response | tuple[str, int]


@resets.get("/")
@open_to_anybody
def new() -> str:
    return render_template("admin/accounts/resets/new.html", form=AddressForm())


@resets.post("/")
@open_to_anybody
def create() -> Answer:
    """Does the same work for every address, so as not to reveal who has an account."""
    form = AddressForm(request.form)
    if not form.validate():
        return render_template("admin/accounts/resets/new.html", form=form), 422
    with transaction():
        count_or_wait({keyed("reset", client_key()): A_PLACE})
        # The worker finds the account, so this takes equally long for any address.
        _ask_for(form.address())
    return redirect(url_for("admin.accounts.resets.sent"), 303)


@resets.get("/sent")
@open_to_anybody
def sent() -> str:
    return render_template("admin/accounts/resets/sent.html")


@resets.get("/<token>")
@open_to_anybody
def show(token: str) -> str:
    """A GET changes nothing, because mail scanners open links."""
    holder("reset", token)
    return render_template(
        "admin/accounts/resets/show.html", token=token, form=PasswordForm()
    )


@resets.post("/<token>")
@proved_by_token
@open_to_anybody
def update(token: str) -> Answer:
    form = PasswordForm(request.form, names=names_of(holder("reset", token)))
    if not form.validate():
        return render_template(
            "admin/accounts/resets/show.html", token=token, form=form
        ), 422
    # Hashed before the transaction, because argon2 is slow.
    _set_password(token, hash_password(form.password.data))
    flash("Your password is changed. Sign in with it.", "done")
    return redirect(url_for("security.login"), 303)


def _set_password(token: str, hashed: str) -> None:
    with transaction():
        # Read again under the lock: the link may just have been used.
        editor = holder("reset", token, locked=True)
        editor.password = hashed
        # Whoever knew the old password must not stay signed in.
        end_all(editor, utc_now())
        audit("reset the password", editor, by=editor)
        notify_owner(editor, "Your password was changed through a link sent by mail.")


def _ask_for(address: Address) -> None:
    """Silently drops requests above the limit; the answer stays the same."""
    try:
        count_attempt({keyed("reset", address.limit_key): AN_ADDRESS}, utc_now())
    except TooSoon:
        return
    db.session.add(Message.about_reset(address, utc_now()))
