"""Public forms carry no token, because their pages are cached: the origin is checked.

Sec-Fetch-Site first (https://www.w3.org/TR/fetch-metadata/), Origin where it is
missing. A client that sends neither is no browser and carries nobody's cookies.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, request

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
View = TypeVar("View", bound=Callable[..., Any])


def proved_by_token(view: View) -> View:
    """Marks a view whose address holds a secret that no other site can know.

    Its page sends no referrer, so over plain HTTP a browser's Origin is "null".
    """
    view.is_proved_by_token = True  # type: ignore[attr-defined]
    return view


def check_origin() -> None:
    """Answers 403 to a form that another site made a browser send."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in UNSAFE or getattr(view, "is_proved_by_token", False):
        return
    if not _is_ours():
        abort(403, "This form was sent from another site. Open the page and try again.")


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == current_app.config["SITE_URL"]
