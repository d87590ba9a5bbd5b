"""What follows when somebody signs in or changes how: the session, the log, a mail."""

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

# Not the cookies: it would end the sessions of other services of the same domain.
CLEARED = '"cache", "storage"'
SIGNING_OUT = ("security.logout", "admin.accounts.own_account.create_sign_out")


def connect(app: Flask) -> None:
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_note_password, app)
    tf_profile_changed.connect(_note_authenticator, app)
    tf_disabled.connect(_note_no_authenticator, app)
    wan_registered.connect(_note_passkey, app)


def tell(editor: StaffMember, what: str) -> None:
    """A mail about something that the owner of the account must hear of."""
    subject = "Your account has changed"
    db.session.add(Message.to(editor, "notice", subject, utc_now(), detail=what))


def _begin(_app: Flask, user: Any, authn_via: Any = None, **_more: Any) -> None:
    with within_transaction():
        editor = _whole(user)
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
        tell(
            editor,
            f"Somebody signed in with {browser} from {request.remote_addr}, "
            "where your account was not used lately.",
        )


def _end(_app: Flask, **_more: Any) -> None:
    with within_transaction():
        sessions.end()
    session.clear()
    # Unsent text is lost with it, so only where the page has asked about that before.
    if request.method == "POST" and request.endpoint in SIGNING_OUT:
        after_this_request(_clear_site_data)


def _clear_site_data(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = CLEARED
    return response


def _note_password(_app: Flask, user: Any, **_more: Any) -> None:
    editor = _whole(user)
    end_others(editor, sessions.current_digest(), utc_now())
    _note(editor, "change password", "Your password was changed.")


def _note_authenticator(_app: Flask, user: Any, **_more: Any) -> None:
    said = "An authenticator app was set up for your account."
    _note(_whole(user), "set up an authenticator app", said)


def _note_no_authenticator(_app: Flask, user: Any, **_more: Any) -> None:
    said = "The authenticator app of your account was removed."
    _note(_whole(user), "remove the authenticator app", said)


def _note_passkey(_app: Flask, user: Any, name: str, **_more: Any) -> None:
    _note(_whole(user), "add a passkey", f"The passkey “{name}” was added.", name)


def note_lost_passkey(editor: StaffMember, name: str) -> None:
    _note(editor, "remove a passkey", f"The passkey “{name}” was removed.", name)


def _note(editor: StaffMember, action: str, said: str, detail: str = "") -> None:
    audit(action, editor, detail, by=editor)
    tell(editor, said)


def _whole(user: Any) -> StaffMember:
    """Flask-Security sends its proxy of the current user as well."""
    return db.session.get_one(StaffMember, user.id)
