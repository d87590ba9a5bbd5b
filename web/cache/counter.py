"""Counts requests, including those answered by the page cache, as daily sums.

Nothing about readers is stored. A background thread writes the counts every few
seconds, so no request waits; a killed process loses what it has not written yet.
"""

import atexit
import logging
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from web.clock import now_of

log = logging.getLogger("meridian.counting")
WRITTEN_EVERY = 10.0  # seconds
Environ = dict[str, Any]


class DayCounter(ABC):
    """WSGI middleware in front of the page cache; `counted` says what to count.

    `MOST` limits the different names held between two writes; further ones are
    dropped.
    """

    NAME: str
    MOST: int

    def __init__(self, app: Flask, inner: Any, every: float = WRITTEN_EVERY) -> None:
        self._flask = app
        self._inner = inner
        self._every = every
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._is_running = False

    @abstractmethod
    def counted(self, environ: Environ) -> str | None:
        """The name this request counts for, if any."""

    @abstractmethod
    def add(self, counts: Mapping[str, int], now: datetime) -> None:
        """Adds the counts to the stored ones. Raises SQLAlchemyError."""

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        name = self.counted(environ)
        if name is None:
            answered: Iterable[bytes] = self._inner(environ, start_response)
            return answered

        def start(status: str, headers: Any, *error: Any) -> Any:
            if status.startswith(("200", "304")):
                self.count(name)
            return start_response(status, headers, *error)

        counted: Iterable[bytes] = self._inner(environ, start)
        return counted

    def count(self, name: str, times: int = 1) -> None:
        with self._lock:
            if name in self._counts or len(self._counts) < self.MOST:
                self._counts[name] += times
        if not self._is_running and not self._flask.testing:
            self.run()

    def held(self) -> dict[str, int]:
        """The counts not yet written."""
        with self._lock:
            return dict(self._counts)

    def run(self) -> None:
        """Starts the thread at the first count: threads do not survive a fork."""
        with self._lock:
            if self._is_running:
                return
            self._is_running = True
        atexit.register(self.write)
        threading.Thread(target=self._write_on, name=self.NAME, daemon=True).start()

    def write(self) -> None:
        """Writes the counts; on failure keeps them for the next attempt."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with self._flask.app_context():
                self.add(counts, now_of(self._flask))
        except SQLAlchemyError as error:
            log.warning(
                "%s could not be written, will retry: %s",
                self.NAME,
                type(error).__name__,
            )
            for name, times in counts.items():
                self.count(name, times)

    def _write_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._every):
            try:
                self.write()
            except Exception:
                log.exception("could not count %s; counting goes on", self.NAME)
