"""The page cache: rendered pages as bytes in front of Flask, one edition at a time.

A page belongs to an edition, so nothing here tracks what a page was made of: another
edition, another page. Readers are never served a mixture, and a page asked for by many
at once is rendered once.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
import zstandard
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response

from models.edition import EditionMark
from web.edition_watch import EditionWatch
from web.public import Public, opened_as_page

Environ = dict[str, Any]

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=6),
    "zstd": lambda body: zstandard.compress(body, level=9),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
MOST_BYTES = 64 * 1024 * 1024
LEAST_WORTH_ENCODING = 256  # bytes


@dataclass(frozen=True)
class Asked:
    """An address in its one spelling, and the mark of the view behind it."""

    mark: Public
    path: str
    query: str


@dataclass
class Page:
    """A rendered response; `encoded` fills up as encodings are asked for."""

    mark: Public
    edition: EditionMark
    headers: Headers
    body: bytes
    encoded: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.digest = hashlib.blake2b(self.body, digest_size=12).hexdigest()

    def cost(self) -> int:
        """Bytes it may come to take, with its encodings and headers."""
        return 2 * len(self.body) + 2048

    def respond(self, environ: Environ, now: datetime) -> Response:
        """200 or 304, in the best encoding the client takes."""
        encoding = self._encoding(environ)
        body = self._bytes(encoding)
        response = Response(body, headers=self.headers.copy())
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(body))
        response.headers.update(self.mark.caching(self.edition.next_due_at, now))
        response.vary.add("Accept-Encoding")
        response.set_etag(f"{self.digest}-{encoding}" if encoding else self.digest)
        return response.make_conditional(environ)

    def _encoding(self, environ: Environ) -> str | None:
        if len(self.body) < LEAST_WORTH_ENCODING:
            return None
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING", ""))
        taken = {name for name, quality in accepted if quality > 0}
        return next((name for name in ENCODERS if name in taken), None)

    def _bytes(self, encoding: str | None) -> bytes:
        if encoding is None:
            return self.body
        if encoding not in self.encoded:
            self.encoded[encoding] = ENCODERS[encoding](self.body)
        return self.encoded[encoding]


class PageCache:
    """WSGI middleware; `app` answers what is not here yet."""

    def __init__(self, app: Flask, watch: EditionWatch) -> None:
        self._flask = app
        self._inner = app.wsgi_app
        self._watch = watch
        self._pages: OrderedDict[Asked, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._rendering = [threading.Lock() for _ in range(64)]
        self._bindings = app.url_map.bind("")
        self._blank = create_environ("/", app.config["SITE_URL"])

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        mark = self._mark(environ)
        if mark is None:
            return self._inner(environ, start_response)
        asked = Asked(mark, *_settled_address(environ, mark))
        return self._answer(asked, environ)(environ, start_response)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def _mark(self, environ: Environ) -> Public | None:
        """The mark of the public view this address leads to, if one does."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        try:
            endpoint, _ = self._bindings.match(environ.get("PATH_INFO", "/"), "GET")
        except HTTPException:
            return None
        view = self._flask.view_functions.get(endpoint)
        mark: Public | None = getattr(view, "public", None)
        if mark and mark.page and opened_as_page(environ):
            return None
        return mark

    def _answer(self, asked: Asked, environ: Environ) -> Response:
        now: datetime = self._flask.config["CLOCK"]()
        kept = self._kept(asked)
        try:
            edition = self._edition(now)
        except SQLAlchemyError:
            return kept.respond(environ, now) if kept else self._render(asked)
        if kept and kept.edition == edition:
            return kept.respond(environ, now)
        made = self._make(asked, edition)
        return made.respond(environ, now) if isinstance(made, Page) else made

    def _make(self, asked: Asked, edition: EditionMark) -> Page | Response:
        """The page of this edition; an older one where the new cannot be made."""
        with self._rendering[hash(asked) % len(self._rendering)]:
            kept = self._kept(asked)
            if kept and kept.edition == edition:
                return kept  # another request has rendered it meanwhile
            response = self._render(asked)
            if response.status_code >= 500:
                return kept or response
            if response.status_code != 200 or not response.cache_control.public:
                self._forget(asked)  # lest an outage bring back what was withdrawn
                return response
            page = Page(asked.mark, edition, response.headers, response.get_data())
            self._keep(asked, page)
            return page

    def _edition(self, now: datetime) -> EditionMark:
        held = self._watch.holds(now)
        if held:
            return held
        with self._flask.app_context():
            return self._watch.mark(now)

    def _render(self, asked: Asked) -> Response:
        """The view sees the address alone: no header, so none can poison a page."""
        environ = self._blank | {
            "PATH_INFO": asked.path,
            "QUERY_STRING": asked.query,
            "wsgi.input": BytesIO(),
        }
        body, status, headers = run_wsgi_app(self._inner, environ, buffered=True)
        return Response(b"".join(body), status, headers)

    def _kept(self, asked: Asked) -> Page | None:
        with self._lock:
            page = self._pages.get(asked)
            if page:
                self._pages.move_to_end(asked)
            return page

    def _keep(self, asked: Asked, page: Page) -> None:
        with self._lock:
            self._drop(self._pages.pop(asked, None))
            self._pages[asked] = page
            self._bytes += page.cost()
            while self._bytes > MOST_BYTES:
                self._drop(self._pages.popitem(last=False)[1])

    def _forget(self, asked: Asked) -> None:
        with self._lock:
            self._drop(self._pages.pop(asked, None))

    def _drop(self, page: Page | None) -> None:
        self._bytes -= page.cost() if page else 0


def _settled_address(environ: Environ, mark: Public) -> tuple[str, str]:
    """The path, and the parameters that mean something here, in order.

    So `?utm_source=…` is never a page of its own, and no view can come to depend on
    what is not in the key.
    """
    settled: dict[str, str] = {}
    for name, value in parse_qsl(environ.get("QUERY_STRING", "")):
        if name in mark.parameters and "\0" not in value:
            settled.setdefault(name, value)
    return environ.get("PATH_INFO", "/"), urlencode(sorted(settled.items()))
