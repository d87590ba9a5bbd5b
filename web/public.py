"""Marks a view as public: what its address may ask, and how long it may be kept.

The rules for public GETs hang on this mark; a test walks the route map for views
that have none.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])
STALE = 60  # seconds that a shared cache may serve an old page while it asks
DAY = 86400


@dataclass(frozen=True)
class Public:
    """`parameters` are the query parameters that mean something here; all others
    are dropped before the address is looked up. Ages are seconds. `page` is the
    endpoint of the page a fragment belongs to; None: it is a page itself. `lasts` is
    for what changes with the time alone: then it is made again within an edition.
    """

    parameters: frozenset[str] = frozenset()
    shared_age: int = 60
    page: str | None = None
    lasts: timedelta | None = None

    def caching(self, next_due_at: datetime | None, now: datetime) -> dict[str, str]:
        """Browsers ask every time; shared caches keep it, but past no due time.

        `must-revalidate` binds shared caches too, so those that know RFC 9213 are told
        apart what may be served stale (docs/decisions/0008-browsers-ask-every-time.md).
        """
        left = DAY if next_due_at is None else (next_due_at - now).total_seconds()
        age = max(0, min(self.shared_age, math.floor(left)))
        stale = max(0, min(STALE, math.floor(left) - age))
        allowed = f"stale-while-revalidate={stale}, stale-if-error={DAY}"
        return {
            "Cache-Control": f"public, max-age=0, must-revalidate, s-maxage={age}, "
            + allowed,
            "CDN-Cache-Control": f"max-age={age}, {allowed}",
        }


def public(
    *parameters: str, shared_age: int = 60, lasts: timedelta | None = None
) -> Callable[[View], View]:
    return _marked(Public(frozenset(parameters), shared_age, lasts=lasts))


def fragment(
    *parameters: str, page: str, shared_age: int = 60
) -> Callable[[View], View]:
    return _marked(Public(frozenset(parameters), shared_age, page))


def _marked(mark: Public) -> Callable[[View], View]:
    def attach(view: View) -> View:
        view.public = mark  # type: ignore[attr-defined]
        return view

    return attach


def mark_of(endpoint: str | None) -> Public | None:
    view = current_app.view_functions.get(endpoint or "")
    mark: Public | None = getattr(view, "public", None)
    return mark


def send_fragments_home() -> Response | None:
    """A fragment opened as a page of its own answers with a redirect to its page.

    The redirect is no-store, so that no cache can ever hand it to htmx.
    """
    mark = mark_of(request.endpoint)
    if mark is None or mark.page is None or not opened_as_page(request.environ):
        return None
    page = mark_of(mark.page)
    known = page.parameters if page else frozenset()
    asked = {name: value for name, value in request.args.items() if name in known}
    address: dict[str, Any] = asked | (request.view_args or {})
    response = redirect(url_for(mark.page, **address), 302)
    response.headers["Cache-Control"] = "no-store"
    return response


def opened_as_page(environ: dict[str, Any]) -> bool:
    return environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
