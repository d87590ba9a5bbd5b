"""Marks a view as public: its query parameters, and how long caches keep it.

A test walks the route map for views that have neither this nor a permission.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from web.policy import Public, View, policy_of, set_policy


def public(
    *parameters: str, shared_age: int = 60, lasts: timedelta | None = None
) -> Callable[[View], View]:
    caching = Public(frozenset(parameters), shared_age, lasts=lasts)
    return partial(set_policy, public=caching)


def fragment(
    *parameters: str, page: str, shared_age: int = 60
) -> Callable[[View], View]:
    return partial(set_policy, public=Public(frozenset(parameters), shared_age, page))


def send_fragments_home() -> Response | None:
    """A fragment opened directly redirects to its page.

    The redirect is no-store, so no cache can serve it to htmx.
    """
    own = policy_of(request.endpoint).public
    if own is None or own.page is None or not opened_as_page(request.environ):
        return None
    page = policy_of(own.page).public
    known = page.parameters if page else frozenset()
    query = {name: value for name, value in request.args.items() if name in known}
    address: dict[str, Any] = query | (request.view_args or {})
    response = redirect(url_for(own.page, **address), 302)
    response.headers["Cache-Control"] = "no-store"
    return response


def opened_as_page(environ: dict[str, Any]) -> bool:
    return environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
