"""The headers of every response: caching by the view's mark, and security."""

from collections.abc import Iterable
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from models.body.media_embed import FRAME_ORIGINS
from web.clock import utc_now
from web.cors import sharing_headers
from web.framing import (
    ANYBODYS,
    framing_headers,
    framing_of,
    may_be_framed_anywhere,
)
from web.public import Public, mark_of
from web.site.context import site_context

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    f"frame-src {' '.join(FRAME_ORIGINS)}; "
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
STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=63072000"}
KEPT_FOR_READERS = {200, 410}
WSGI = Any


def secured(wsgi_app: WSGI, site_url: str) -> WSGI:
    """Adds what a response lacks of the security headers, whoever made it.

    Our own address decides about HTTPS: the request's scheme can be forged.
    """
    is_https = site_url.startswith("https:")
    wanted = SECURITY | (STRICT_TRANSPORT if is_https else {})

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            if may_be_framed_anywhere(headers):
                present.add("x-frame-options")
            for name, value in wanted.items():
                if name.lower() not in present:
                    headers.append((name, value))
            return start_response(status, headers, *error)

        answered: Iterable[bytes] = wsgi_app(environ, start)
        return answered

    return answer


def add_headers(response: Response) -> Response:
    mark = mark_of(request.endpoint)
    if mark and mark.page:
        response.headers["X-Robots-Tag"] = "noindex"
    framing = framing_of(request.endpoint)
    is_for_all = ANYBODYS in framing.values()
    if framing and (response.status_code == 200 or is_for_all):
        headers = framing_headers(CONTENT_SECURITY_POLICY, framing)
        response.headers.update(headers)
    response.headers.update(sharing_headers(request.endpoint))
    if "Cache-Control" not in response.headers:
        response.headers.update(_caching(response, mark))
    return response


def _caching(response: Response, mark: Public | None) -> dict[str, str]:
    is_read = request.method in ("GET", "HEAD")
    if mark is None or not is_read or response.status_code not in KEPT_FOR_READERS:
        return {"Cache-Control": "no-store"}
    return mark.caching(site_context().edition.next_due_at, utc_now())
