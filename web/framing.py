"""Which documents stand in frames: the surfaces of a preview in ours, lists in any."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import current_app

View = TypeVar("View", bound=Callable[..., Any])
OURS, ANYBODYS = "'self'", "*"


def framed_here(view: View) -> View:
    """Marks a view whose document stands in a frame of a page of ours."""
    view.framing = {"frame-ancestors": OURS}  # type: ignore[attr-defined]
    return view


def frames_ours(view: View) -> View:
    """Marks a view whose page has such a frame; it cannot be framed itself."""
    view.framing = {"frame-src": OURS}  # type: ignore[attr-defined]
    return view


def framed_anywhere(view: View) -> View:
    """Marks a view whose document, or error, stands in frames of any site."""
    view.framing = {"frame-ancestors": ANYBODYS}  # type: ignore[attr-defined]
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
    ancestors = directives.get("frame-ancestors")
    if ancestors == OURS:
        headers["X-Frame-Options"] = "SAMEORIGIN"
    if ancestors == ANYBODYS:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return headers


def may_be_framed_anywhere(headers: Iterable[tuple[str, str]]) -> bool:
    """X-Frame-Options has no word for it, so it is left out then."""
    said = dict(headers).get("Content-Security-Policy", "")
    return f"frame-ancestors {ANYBODYS}" in said
