"""Which documents our own pages may frame: the surfaces of a preview, no others."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

View = TypeVar("View", bound=Callable[..., Any])
OURS = "'self'"


def framed_here(view: View) -> View:
    """Marks a view whose document stands in a frame of a page of ours."""
    view.framing = {"frame-ancestors": OURS}  # type: ignore[attr-defined]
    return view


def frames_ours(view: View) -> View:
    """Marks a view whose page has such a frame; it cannot be framed itself."""
    view.framing = {"frame-src": OURS}  # type: ignore[attr-defined]
    return view


def framing_of(endpoint: str | None) -> dict[str, str]:
    """The directives of the policy that are otherwise for this view."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "framing", {})


def framing_headers(policy: str, directives: dict[str, str]) -> dict[str, str]:
    """The same policy with these directives in place of its own."""
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    changed = "; ".join(f"{n} {v}" for n, v in (parts | directives).items())
    headers = {"Content-Security-Policy": changed}
    if "frame-ancestors" in directives:
        headers["X-Frame-Options"] = "SAMEORIGIN"
    return headers
