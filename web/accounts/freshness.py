"""Sensitive actions require a recent password or passkey check."""

from flask import flash, redirect, request, url_for
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.wrappers import Response

from web.accounts.settings import FRESH, GRACE
from web.newsroom_errors import newsroom_error, unsent_fields
from web.permission import page_to_return_to
from web.policy import View, policy_of, set_policy

TITLE = "Confirm that it is you"
WHY = "Enter your password or use your passkey again to continue."


def asks_again(view: View) -> View:
    """Marks a view that asks for the password again, in case a session was stolen."""
    return set_policy(view, asks_again=True)


def check_freshness() -> Response | None:
    """Runs after the permission was checked."""
    if not policy_of(request.endpoint).asks_again:
        return None
    if check_and_update_authn_fresh(FRESH, GRACE, "session"):
        return None
    return ask_again()


def ask_again(*_durations: object) -> Response:
    """Redirects to the verification page and back, and keeps the submitted form."""
    verify_url = url_for("security.verify", next=page_to_return_to())
    if unsent_fields():
        return newsroom_error(401, TITLE, WHY, verify_url)
    flash(WHY, "note")
    return redirect(verify_url, 303)
