"""Sets each response's caching and security headers from its view's policy."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from models.body.media_embed import FRAME_ORIGINS
from web.accounts.session import is_newsroom
from web.clock import utc_now
from web.cors import CORS_HEADERS
from web.policy import (
    ANY_SITE,
    ANYBODY,
    CLOSED,
    THIS_SITE,
    Public,
    ViewPolicy,
    policy_of,
)
from web.site.context import site_context

STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=63072000"}
# The URL is the secret: keep it out of logs, caches and search engines.
SECRET_ADDRESS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
# A page with COEP frames only what has it too (HTML, "check a navigation response's
# adherence to its embedder policy").
FRAMED_ANYWHERE = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
KEPT_FOR_READERS = {200, 410}
WSGI = Any


@cache
def security_headers(policy: ViewPolicy) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": _content_security_policy(policy),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        # Not no-referrer: form checks over https need the origin.
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if policy.framed_by == ANY_SITE:  # X-Frame-Options has no value for that
        return headers | FRAMED_ANYWHERE
    is_framed = policy.framed_by == THIS_SITE
    return headers | {"X-Frame-Options": "SAMEORIGIN" if is_framed else "DENY"}


def _content_security_policy(policy: ViewPolicy) -> str:
    frames = THIS_SITE if policy.frames_own else " ".join(FRAME_ORIGINS)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"frame-src {frames}; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {policy.framed_by}"
    )


SECURITY = security_headers(CLOSED)


def secured(wsgi_app: WSGI, site_url: str) -> WSGI:
    """Adds the security headers to responses that no view made, such as files.

    SITE_URL decides about HTTPS, because the request's scheme can be forged.
    """
    transport = STRICT_TRANSPORT if site_url.startswith("https:") else {}

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            is_of_view = "content-security-policy" in present
            wanted = transport if is_of_view else SECURITY | transport
            for name, value in wanted.items():
                if name.lower() not in present:
                    headers.append((name, value))
            return start_response(status, headers, *error)

        answered: Iterable[bytes] = wsgi_app(environ, start)
        return answered

    return answer


def add_headers(response: Response) -> Response:
    policy = policy_of(request.endpoint)
    if "token" in (request.view_args or {}) and policy.permission == ANYBODY:
        response.headers.update(SECRET_ADDRESS)
    if policy.public and policy.public.page:
        response.headers["X-Robots-Tag"] = "noindex"
    if policy.cors:
        response.headers.update(CORS_HEADERS)
    # Of errors, only those that the framing page should show may be framed.
    is_itself = response.status_code == 200 or policy.framed_by == ANY_SITE
    for name, value in security_headers(policy if is_itself else CLOSED).items():
        response.headers.setdefault(name, value)
    if is_newsroom(request.path):
        response.headers["Cache-Control"] = "no-store"
    if "Cache-Control" not in response.headers:
        response.headers.update(_caching(response, policy.public))
    return response


def _caching(response: Response, public: Public | None) -> dict[str, str]:
    is_read = request.method in ("GET", "HEAD")
    if public is None or not is_read or response.status_code not in KEPT_FOR_READERS:
        return {"Cache-Control": "no-store"}
    return public.caching(site_context().edition.next_due_at, utc_now())
