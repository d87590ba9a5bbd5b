"""Sets up Flask-Security and the permissions of its views."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, redirect, request, session
from flask_login import current_user
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_security.tf_plugin import tf_clean_session
from werkzeug.wrappers import Response

from extensions import db
from models.base import transaction
from models.staff.staff_member import Passkey, StaffMember
from web.accounts import events
from web.accounts.authenticator import keeping_the_key
from web.accounts.freshness import ask_again
from web.accounts.passkeys import MadePasskeyForm, NewPasskeyForm, PasskeyForm, Passkeys
from web.accounts.password_change import hashing_first
from web.accounts.passwords import Addresses, Passwords
from web.accounts.second_factor import OneTimeCodes, RecoveryCodes
from web.accounts.session import NewsroomSessions, is_newsroom, load_editor
from web.accounts.settings import account_settings
from web.accounts.sign_in import (
    ChoiceForm,
    CodeForm,
    FreshForm,
    NewPasswordForm,
    RecoveryForm,
    RescueForm,
    SetUpForm,
    SignInForm,
)
from web.permission import NEWSROOM_FRONT, leads_home, open_to
from web.policy import ANYBODY

View = Callable[..., Any]
HALF_WAY_SINCE = "half_way_since"
HALF_WAY_FOR = 600  # seconds between the password and the second factor

# Flask-Security's views and who may use them; any other stays closed.
FOR_ANYBODY = (
    *("login", "logout", "tf_select", "two_factor_token_validation"),
    *("mf_recovery", "wan_signin", "wan_signin_response"),
)
FOR_EDITORS = (
    *("verify", "change_password", "two_factor_setup", "two_factor_setup_validate"),
    *("mf_recovery_codes", "wan_register", "wan_register_response"),
    *("wan_verify", "wan_verify_response"),
)
# After the password. Opening one while signed in signs the member out, and any site
# could link to one.
SECOND_STEP = (
    *("security.tf_select", "security.two_factor_token_validation"),
    "security.mf_recovery",
)
# Hashing a password is slow: no transaction is open meanwhile.
HASHING = ("login", "verify", "change_password")
THEIRS = ("flask_login", "flask_principal", "flask_security")


class Role(RoleMixin):
    """Flask-Security needs a role object; ours is a column of the staff member."""


def init_accounts(app: Flask) -> None:
    given = account_settings(app.config["SITE_URL"], app.config["SECRET_KEY"])
    app.config.update(given)
    app.session_interface = NewsroomSessions()
    store = SQLAlchemyUserDatastore(db, StaffMember, Role, Passkey)
    security = Security(app, store, **_ways(), **_forms())
    security.want_json(lambda _request: False)
    security.login_manager.user_loader(load_editor)
    security.login_manager.request_loader(None)
    security.reauthn_handler(ask_again)
    _leave_readers_alone(app)
    _open_permissions(app)
    app.before_request(_mind_the_way)
    app.after_request(_note_half_way)
    events.connect(app)


def _ways() -> dict[str, Any]:
    return {
        "mail_util_cls": Addresses,
        "password_util_cls": Passwords,
        "totp_cls": OneTimeCodes,
        "mf_recovery_codes_util_cls": RecoveryCodes,
        "webauthn_util_cls": Passkeys,
    }


def _forms() -> dict[str, Any]:
    return {
        "login_form": SignInForm,
        "verify_form": FreshForm,
        "change_password_form": NewPasswordForm,
        "two_factor_setup_form": SetUpForm,
        "two_factor_select_form": ChoiceForm,
        "two_factor_rescue_form": RescueForm,
        "two_factor_verify_code_form": CodeForm,
        "mf_recovery_form": RecoveryForm,
        "wan_register_form": NewPasskeyForm,
        "wan_register_response_form": MadePasskeyForm,
        "wan_signin_response_form": PasskeyForm,
    }


def _leave_readers_alone(app: Flask) -> None:
    """Removes hooks that would read the session on every request and template."""
    every: tuple[dict[Any, list[Any]], ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.template_context_processors,
    )
    for hooks in every:
        hooks[None][:] = [f for f in hooks[None] if not _is_theirs(f)]
    app.context_processor(_who)


def _is_theirs(hook: View) -> bool:
    return hook.__module__.startswith(THEIRS)


def _who() -> dict[str, Any]:
    return {"current_user": current_user} if is_newsroom(request.path) else {}


def _open_permissions(app: Flask) -> None:
    permissions = dict.fromkeys(FOR_ANYBODY, ANYBODY) | dict.fromkeys(
        FOR_EDITORS, "contributor"
    )
    for name, role in permissions.items():
        endpoint = f"security.{name}"
        view = app.view_functions[endpoint]
        whole = view if name in HASHING else _in_one_transaction(view)
        if name == "change_password":
            whole = hashing_first(view)
        if name == "two_factor_setup_validate":
            whole = keeping_the_key(whole)
        app.view_functions[endpoint] = open_to(role)(whole)


def _in_one_transaction(view: View) -> View:
    """Flask-Security reads, then writes, and commits at the end. In SQLite, upgrading
    a read transaction to a write can fail with "database is locked".
    """

    @wraps(view)
    def answer(**address: Any) -> Any:
        if request.method != "POST":
            return view(**address)
        with transaction():
            return view(**address)

    return answer


def _mind_the_way() -> Response | None:
    """Checks `next` and the second factor's time limit in Flask-Security's views."""
    if request.blueprint != "security":
        return None
    if request.endpoint in SECOND_STEP and current_user.is_authenticated:
        return redirect(NEWSROOM_FRONT, 303)
    if not all(map(leads_home, request.values.getlist("next"))):
        abort(400)
    if session.get(HALF_WAY_SINCE, 0) < time.time() - HALF_WAY_FOR:
        tf_clean_session()  # type: ignore[no-untyped-call]
    return None


def _note_half_way(response: Response) -> Response:
    if request.endpoint == "security.login" and "tf_user_id" in session:
        session[HALF_WAY_SINCE] = time.time()
    return response
