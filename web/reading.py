"""Counts how often stories are read: sums by the day, and nothing about readers.

Counts are kept in memory and written every few seconds by a thread of their own, so no
request waits for them. A process that is killed loses what it had not written yet.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from models.read_count import add_reads
from web.clock import now_of

log = logging.getLogger("meridian.reading")
WRITTEN_EVERY = 10.0  # seconds
MOST_SLUGS = 4000  # between two writes; what comes on top of them is not counted
PREFIX, REST = "/articles/", "/rest"
Environ = dict[str, Any]


class ReadCounter:
    """WSGI middleware in front of the page cache: what that answers counts as well."""

    def __init__(self, app: Flask, inner: Any, every: float = WRITTEN_EVERY) -> None:
        self._flask = app
        self._inner = inner
        self._every = every
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._is_running = False

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        slug = slug_read(environ)
        if slug is None:
            answered: Iterable[bytes] = self._inner(environ, start_response)
            return answered

        def start(status: str, headers: Any, *error: Any) -> Any:
            if status.startswith(("200", "304")):
                self.count(slug)
            return start_response(status, headers, *error)

        counted: Iterable[bytes] = self._inner(environ, start)
        return counted

    def count(self, slug: str, reads: int = 1) -> None:
        with self._lock:
            if slug in self._counts or len(self._counts) < MOST_SLUGS:
                self._counts[slug] += reads
        if not self._is_running and not self._flask.testing:
            self.run()

    def run(self) -> None:
        """Begins to write. Not before the first read: a server forks until then."""
        with self._lock:
            if self._is_running:
                return
            self._is_running = True
        atexit.register(self.write)
        threading.Thread(target=self._write_on, name="reads", daemon=True).start()

    def write(self) -> None:
        """Writes what was counted; what cannot be written is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with self._flask.app_context():
                add_reads(counts, now_of(self._flask))
        except SQLAlchemyError as error:
            log.warning("reads are not written yet: %s", type(error).__name__)
            for slug, reads in counts.items():
                self.count(slug, reads)

    def _write_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._every):
            try:
                self.write()
            except Exception:
                log.exception("counting reads has failed; it goes on")


def slug_read(environ: Environ) -> str | None:
    """The story that somebody reads with this request, if it is one that counts.

    A page that a person opens, which browsers tell (https://www.w3.org/TR/fetch-metadata/),
    or the rest of a story that was folded. What is fetched in advance is not read yet.
    """
    path: str = environ.get("PATH_INFO", "")
    if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] != "GET":
        return None
    if "HTTP_SEC_PURPOSE" in environ or "HTTP_PURPOSE" in environ:
        return None
    slug, mode = path[len(PREFIX) :], environ.get("HTTP_SEC_FETCH_MODE")
    if slug.endswith(REST):
        slug = slug[: -len(REST)]
        is_read = mode != "navigate" and environ.get("HTTP_HX_REQUEST") == "true"
    else:
        dest = environ.get("HTTP_SEC_FETCH_DEST")
        is_read = mode == "navigate" and dest == "document"
    return slug if is_read and slug and "/" not in slug else None
