"""Serves the front-end build; hashed file names are cached forever (immutable)."""

import re
from typing import Any

from werkzeug.http import parse_etags, unquote_etag
from whitenoise import WhiteNoise

from config import ROOT
from web.cors import CORS_HEADERS

# A sandboxed frame has no origin: it needs CORS even for our own files.
FRAMED = re.compile(r"/static/build/(?:frame|story)-[A-Z0-9]{8}\.\w+$")
HASHED = re.compile(r"/static/build/.+-[A-Z0-9]{8}\.\w+$")
WSGI = Any


class StaticFiles(WhiteNoise):  # type: ignore[misc]
    """Compares ETags as in RFC 9110 §13.1.2: weak, listed, or `*`."""

    @staticmethod
    def serve(static_file: Any, environ: dict[str, Any], start_response: Any) -> Any:
        own = getattr(static_file, "etag", None)
        known = parse_etags(environ.get("HTTP_IF_NONE_MATCH"))
        if own and known.contains_weak(unquote_etag(own)[0] or ""):
            environ = environ | {"HTTP_IF_NONE_MATCH": own}
        return WhiteNoise.serve(static_file, environ, start_response)


def serve_static_files(wsgi_app: WSGI) -> StaticFiles:
    """WhiteNoise serves the .br or .gz file beside each one."""
    return StaticFiles(
        _without_static_files(wsgi_app),
        root=str(ROOT / "static" / "build"),
        prefix="static/build/",
        max_age=3600,
        immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
        allow_all_origins=False,
        add_headers_function=_share,
    )


def _without_static_files(wsgi_app: WSGI) -> WSGI:
    """Answers 404 for missing static files without reaching the app or database."""

    def answer(environ: Any, start_response: Any) -> Any:
        if not environ.get("PATH_INFO", "").startswith("/static/"):
            return wsgi_app(environ, start_response)
        headers = [("Content-Type", "text/plain"), ("Cache-Control", "no-store")]
        start_response("404 NOT FOUND", headers)
        return [b"There is no such file.\n"]

    return answer


def _share(headers: Any, _path: str, url: str) -> None:
    if FRAMED.search(url):
        for name, value in CORS_HEADERS.items():
            headers[name] = value
