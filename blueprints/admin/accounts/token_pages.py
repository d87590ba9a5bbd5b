"""Pages with a secret in the URL, which must reach no log, cache or search engine."""

from typing import Any

from flask import current_app, render_template
from werkzeug.exceptions import TooManyRequests

from models.staff.mailed_link import BadLink, SpentLink, holder_of
from models.staff.staff_member import StaffMember
from web.accounts.attempts import count_bad_link
from web.clock import utc_now


def holder(kind: str, token: str, *, locked: bool = False) -> StaffMember:
    """The member whose account the link opens. Raises BadLink, SpentLink."""
    secret = current_app.config["SECRET_KEY"]
    return holder_of(kind, token, secret, utc_now(), locked=locked)


def explain(error: BadLink) -> tuple[str, int] | Any:
    spent = isinstance(error, SpentLink)
    try:
        # Only guesses count: an old link is an honest mistake.
        if not spent:
            count_bad_link()
    # Error handlers cannot raise to another error handler.
    except TooManyRequests as refused:
        return current_app.handle_user_exception(refused)
    page = render_template("admin/accounts/own_account/bad_link.html", spent=spent)
    return page, 410 if spent else 404
