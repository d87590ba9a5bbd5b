"""Serves what the build has made; what carries a hash in its name stays for ever."""

import re
from typing import Any

from whitenoise import WhiteNoise

from config import ROOT
from web.cors import CORS_HEADERS

# In a frame that is sandboxed our own files come from another site, as it were.
FRAMED = re.compile(r"/static/build/frame-[A-Z0-9]{8}\.\w+$")
HASHED = re.compile(r"/static/build/.+-[A-Z0-9]{8}\.\w+$")
WSGI = Any


def serve_static_files(wsgi_app: WSGI) -> WhiteNoise:
    """WhiteNoise picks the .br or .gz sibling that the build has made."""
    return WhiteNoise(
        wsgi_app,
        root=str(ROOT / "static" / "build"),
        prefix="static/build/",
        max_age=3600,
        immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
        allow_all_origins=False,
        add_headers_function=_share,
    )


def _share(headers: Any, _path: str, url: str) -> None:
    if FRAMED.search(url):
        for name, value in CORS_HEADERS.items():
            headers[name] = value
