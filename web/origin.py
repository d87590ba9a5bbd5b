"""Public forms carry no token, because their pages are cached: the origin is checked.

Sec-Fetch-Site first (https://www.w3.org/TR/fetch-metadata/), Origin where it is
missing. A client that sends neither is no browser and carries nobody's cookies.
"""

from flask import abort, current_app, request

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def check_origin() -> None:
    """Answers 403 to a form that another site made a browser send."""
    if request.method in UNSAFE and not _is_ours():
        abort(403, "This form was sent from another site. Open the page and try again.")


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == current_app.config["SITE_URL"]
