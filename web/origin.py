"""Checks the origin of public forms, whose cached pages can carry no CSRF token.

Sec-Fetch-Site first (https://www.w3.org/TR/fetch-metadata/), Origin where it is
missing. A client that sends neither is no browser and carries nobody's cookies.
"""

from flask import abort, current_app, request

from web.policy import View, policy_of, set_policy

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def proved_by_token(view: View) -> View:
    """Marks a view whose address holds a secret that no other site can know.

    Its page sends no referrer, so over plain HTTP a browser's Origin is "null".
    """
    return set_policy(view, proved_by_token=True)


def check_origin() -> None:
    """Answers 403 to a form sent from another site."""
    if request.method not in UNSAFE or policy_of(request.endpoint).proved_by_token:
        return
    if not _is_ours():
        abort(403, "This form was sent from another site. Open the page and try again.")


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == current_app.config["SITE_URL"]
