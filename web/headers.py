"""The headers of every response: caching by the view's mark, and security."""

import math

from flask import request
from werkzeug.wrappers import Response

from web.clock import utc_now
from web.furniture import furniture
from web.public import STALE, Public, mark_of

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    # Not no-referrer: form checks over https need the origin.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KEPT_FOR_READERS = {200, 301, 308, 410}


def add_headers(response: Response) -> Response:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = (
            "max-age=63072000; includeSubDomains"
        )
    mark = mark_of(request.endpoint)
    if mark and mark.page:
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Cache-Control", _cache_control(response, mark))
    return response


def _cache_control(response: Response, mark: Public | None) -> str:
    if mark is None or request.method not in ("GET", "HEAD"):
        return "no-store"
    if response.status_code not in KEPT_FOR_READERS:
        return "no-store"
    return f"public, no-cache, s-maxage={_shared_age(mark)}, {STALE}"


def _shared_age(mark: Public) -> int:
    """Seconds; no shared cache may keep a page past the next scheduled story."""
    due = furniture().edition.next_due_at
    if due is None:
        return mark.shared_age
    left = math.floor((due - utc_now()).total_seconds())
    return max(0, min(mark.shared_age, left))
