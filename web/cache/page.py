"""A rendered page as bytes, in each encoding clients accept."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import brotli
import zstandard
from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from models.edition_state import EditionState
from web.policy import Public

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=6),
    "zstd": lambda body: zstandard.compress(body, level=9),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
LEAST_WORTH_ENCODING = 256  # bytes
GRACE = timedelta(minutes=5)


@dataclass
class Page:
    """A rendered response; `encoded` is filled as clients request encodings.

    `valid_at` is when its edition was last known to be the current one.
    """

    public: Public
    edition: EditionState
    headers: Headers
    body: bytes
    valid_at: datetime
    encoded: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.made_at = self.valid_at
        self.digest = hashlib.blake2b(self.body, digest_size=12).hexdigest()

    def cost(self) -> int:
        """An upper bound in bytes, with all encodings and headers."""
        return 2 * len(self.body) + 2048

    def is_of(self, edition: EditionState, now: datetime) -> bool:
        lasts = self.public.lasts
        is_over = lasts is not None and now - self.made_at >= lasts
        return self.edition == edition and not is_over

    def may_stand_in(self, now: datetime) -> bool:
        """Whether it may still replace a newer page that cannot be rendered."""
        return now - self.valid_at < GRACE

    def respond(self, environ: dict[str, Any], now: datetime) -> Response:
        """200 or 304, in the best encoding the client accepts."""
        encoding = self._encoding(environ)
        body = self._bytes(encoding)
        response = Response(body, headers=self.headers.copy())
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(body))
        response.headers.update(self.public.caching(self.edition.next_due_at, now))
        response.vary.add("Accept-Encoding")
        response.set_etag(f"{self.digest}-{encoding}" if encoding else self.digest)
        return response.make_conditional(environ)

    def _encoding(self, environ: dict[str, Any]) -> str | None:
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
