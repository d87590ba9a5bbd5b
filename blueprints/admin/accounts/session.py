"""A new CSRF token for pages that stayed open while the member signed in again."""

from flask import Blueprint
from flask_wtf.csrf import generate_csrf

from web.permission import current_member, open_to

session = Blueprint("session", __name__, url_prefix="/session")


@session.get("")
@open_to("contributor")
def show() -> dict[str, str]:
    # The script compares the name, so as not to save under another’s.
    return {"csrf_token": generate_csrf(), "editor": current_member().name}
