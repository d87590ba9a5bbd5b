"""Reacts to sign-ins and changed credentials: session, audit log, notification mail."""

from typing import Any

from flask import Flask, after_this_request, request, session
from flask_login import user_logged_out
from flask_security import (
    password_changed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_registered,
)
from werkzeug.wrappers import Response

from extensions import db
from models.base import within_transaction
from models.staff.message import Message
from models.staff.sign_in import end_others, has_signed_in, knows_place
from models.staff.staff_member import StaffMember
from web.accounts import session as sessions
from web.accounts.attempts import Attempt
from web.accounts.audit import audit
from web.accounts.browser_name import browser_name
from web.client_key import client_key
from web.clock import utc_now

# Not "cookies": that would also clear those of other services on the same domain.
CLEARED = '"cache", "storage"'
SIGNING_OUT = ("security.logout", "admin.accounts.own_account.create_sign_out")


def connect(app: Flask) -> None:
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_note_password, app)
    tf_profile_changed.connect(_note_authenticator, app)
    tf_disabled.connect(_note_no_authenticator, app)
    wan_registered.connect(_note_passkey, app)


def notify_owner(editor: StaffMember, what: str) -> None:
    """Queues a mail that tells the account's owner about a change."""
    subject = "Your account has changed"
    db.session.add(Message.to(editor, "notice", subject, utc_now(), detail=what))


def _begin(_app: Flask, user: Any, authn_via: Any = None, **_more: Any) -> None:
    with within_transaction():
        editor = _row_of(user)
        is_change = "change" in (authn_via or ())
        if not is_change:
            _note_sign_in(editor)
        place = {"address": request.remote_addr or "", "network": client_key()}
        sessions.begin(editor, browser=request.user_agent.string, **place)
        for what in ("password", "code"):
            Attempt.from_here(what, editor.address_key).went_well()


def _note_sign_in(editor: StaffMember) -> None:
    audit("sign in", by=editor)
    is_new = not knows_place(editor.address_key, client_key(), utc_now())
    if is_new and has_signed_in(editor):
        browser = browser_name(request.user_agent.string)
        notify_owner(
            editor,
            f"Somebody signed in with {browser} from {request.remote_addr}, "
            "where your account was not used recently.",
        )


def _end(_app: Flask, **_more: Any) -> None:
    with within_transaction():
        sessions.end()
    session.clear()
    # This also deletes unsaved text, so only after the page has warned about that.
    if request.method == "POST" and request.endpoint in SIGNING_OUT:
        after_this_request(_clear_site_data)


def _clear_site_data(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = CLEARED
    return response


def _note_password(_app: Flask, user: Any, **_more: Any) -> None:
    editor = _row_of(user)
    end_others(editor, sessions.current_digest(), utc_now())
    _note(editor, "change password", "Your password was changed.")


def _note_authenticator(_app: Flask, user: Any, **_more: Any) -> None:
    notice = "An authenticator app was set up for your account."
    _note(_row_of(user), "set up an authenticator app", notice)


def _note_no_authenticator(_app: Flask, user: Any, **_more: Any) -> None:
    notice = "The authenticator app of your account was removed."
    _note(_row_of(user), "remove the authenticator app", notice)


def _note_passkey(_app: Flask, user: Any, name: str, **_more: Any) -> None:
    _note(_row_of(user), "add a passkey", f"The passkey “{name}” was added.", name)


def note_lost_passkey(editor: StaffMember, name: str) -> None:
    _note(editor, "remove a passkey", f"The passkey “{name}” was removed.", name)


def _note(editor: StaffMember, action: str, notice: str, detail: str = "") -> None:
    audit(action, editor, detail, by=editor)
    notify_owner(editor, notice)


def _row_of(user: Any) -> StaffMember:
    """Flask-Security may pass its proxy of the current user instead of a row."""
    return db.session.get_one(StaffMember, user.id)
