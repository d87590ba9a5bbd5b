"""The strongest actions ask for a password or passkey that is no older than a while."""

from flask import flash, redirect, request, url_for
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.wrappers import Response

from web.accounts.settings import FRESH, GRACE
from web.newsroom_errors import newsroom_error, unsent_fields
from web.permission import page_to_return_to
from web.policy import View, policy_of, set_policy

TITLE = "Confirm that it is you"
WHY = "This needs your password or your passkey again."


def asks_again(view: View) -> View:
    """Marks a view that a stolen, open session must not be enough for."""
    return set_policy(view, asks_again=True)


def check_freshness() -> Response | None:
    """Runs after the permission was checked."""
    if not policy_of(request.endpoint).asks_again:
        return None
    if check_and_update_authn_fresh(FRESH, GRACE, "session"):
        return None
    return ask_again()


def ask_again(*_durations: object) -> Response:
    """Leads to the page that asks, and back. What was typed can be sent once more."""
    verify_url = url_for("security.verify", next=page_to_return_to())
    if unsent_fields():
        return newsroom_error(401, TITLE, WHY, verify_url)
    flash(WHY, "note")
    return redirect(verify_url, 303)
