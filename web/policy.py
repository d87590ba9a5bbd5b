"""View policy: who may use a view, how its response is cached, and who may frame it.

Decorators (`@public`, `@open_to`, `@framed_here` and so on) each set one part where
the view is defined. Everything else reads the policy here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "policy"
ANYBODY = "anybody"
NO_SITE, THIS_SITE, ANY_SITE = "'none'", "'self'", "*"  # values of CSP frame-ancestors
STALE = 60  # seconds that a shared cache may serve an old page while it revalidates
DAY = 86400


@dataclass(frozen=True)
class Public:
    """`parameters` are the query parameters this view uses; all others are dropped
    before the cache lookup. Ages are seconds. `page` is the endpoint of the page a
    fragment belongs to, None for a page. `lasts` limits how long a response stays
    valid within an edition, for content that depends on the time.
    """

    parameters: frozenset[str] = frozenset()
    shared_age: int = 60
    page: str | None = None
    lasts: timedelta | None = None

    def caching(self, next_due_at: datetime | None, now: datetime) -> dict[str, str]:
        """Browsers revalidate every time; shared caches keep it until it is due.

        `must-revalidate` binds shared caches too, so those that know RFC 9213 get a
        header of their own (docs/decisions/0008-cache-revalidation.md).
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


@dataclass(frozen=True)
class ViewPolicy:
    """A view without a policy is closed: anything not set is refused.

    `permission` is the least role, or ANYBODY. `body_limit` is in
    bytes; a function is called for each request. `framed_by` is whose pages may show
    the document in a frame; `frames_own` is for pages that frame another of ours. With
    `cors` scripts of any site may read the answer. `proved_by_token` is for addresses
    with a secret that no other site can know. `asks_again` wants a recent password.
    """

    public: Public | None = None
    permission: str | None = None
    body_limit: int | Callable[[], int] | None = None
    framed_by: str = NO_SITE
    frames_own: bool = False
    cors: bool = False
    proved_by_token: bool = False
    asks_again: bool = False


CLOSED = ViewPolicy()


def policy_of(endpoint: str | None, app: Flask = current_app) -> ViewPolicy:
    return _attached(app.view_functions.get(endpoint or ""))


def set_policy(view: View, **changes: Any) -> View:
    """Stored as a function attribute, which functools.wraps copies."""
    vars(view)[ATTRIBUTE] = replace(_attached(view), **changes)
    return view


def _attached(view: Callable[..., Any] | None) -> ViewPolicy:
    policy: ViewPolicy = getattr(view, ATTRIBUTE, CLOSED)
    return policy
