"""Setting up an authenticator app: a wrong code keeps the key and the field."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, render_template, request, session, url_for
from flask_login import current_user
from flask_security.utils import check_and_get_token_status

from web.accounts.messages import MESSAGES
from web.accounts.settings import SET_UP_WITHIN
from web.accounts.sign_in import CodeForm


def keeping_the_key(view: Callable[..., Any]) -> Callable[..., Any]:
    """After a wrong code, Flask-Security would start over with a new key, which the
    authenticator app does not have.
    """

    @wraps(view)
    def answer(token: str) -> Any:
        answered = view(token=token)
        secret = _secret(token)
        starts_again = answered.location == url_for("security.two_factor_setup")
        if request.method != "POST" or secret is None or not starts_again:
            return answered
        session.pop("_flashes", None)  # the form shows this message already
        return _page(token, secret), 422

    return answer


def _secret(token: str) -> str | None:
    """The key in the page's token; None if the token has expired."""
    expired, invalid, state = check_and_get_token_status(
        token, "tf_setup", SET_UP_WITHIN
    )
    return None if expired or invalid else str(state["totp_secret"])


def _page(token: str, secret: str) -> str:
    form = CodeForm(formdata=None)
    form.code.errors = [MESSAGES["TWO_FACTOR_INVALID_TOKEN"]]
    totp = current_app.extensions["security"].totp_factory
    values = totp.fetch_setup_values(secret, current_user)
    return render_template(
        "security/two_factor_setup.html",
        two_factor_verify_code_form=form,
        state_token=token,
        authr_qrcode=values["image"],
        authr_key=values["key"],
    )
