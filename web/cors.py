"""Which answers any other site may read: those that hold nothing of a reader's."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

View = TypeVar("View", bound=Callable[..., Any])
# The same for whoever asks: no Origin is looked at, so none can be reflected.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}


def for_every_site(view: View) -> View:
    """Marks a public view that scripts of other sites may read, without credentials."""
    view.is_for_every_site = True  # type: ignore[attr-defined]
    return view


def sharing_headers(endpoint: str | None) -> dict[str, str]:
    view = current_app.view_functions.get(endpoint or "")
    return SHARED if getattr(view, "is_for_every_site", False) else {}
