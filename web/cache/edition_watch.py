"""Tracks the current edition without a database query per request."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from flask import Flask, has_app_context
from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as DatabaseTimeout
from sqlalchemy.orm import Session

from extensions import db
from models.base import hurried
from models.database_file import FileState
from models.edition_state import EditionState, read_edition
from models.heartbeat import Heartbeat
from models.steady_clock import SteadyClock

LOOK_AGAIN_AFTER = 1.0  # seconds; how late another process's change may show
PATIENCE = 1.0  # seconds a request waits before it gets the cached page
SHORT_PATIENCE = 0.2


class EditionUnknown(DatabaseTimeout):
    """The database did not answer in time; it may be down."""


@dataclass(frozen=True)
class Look:
    """The result or error of a query; `commit` is this process's last commit before it.

    `file` is the state of SQLite's file before the query.
    """

    found: EditionState | SQLAlchemyError
    commit: object
    at: float
    file: FileState | None

    def holds(self, now: datetime) -> bool:
        is_recent = time.monotonic() - self.at < LOOK_AGAIN_AFTER
        return is_recent and self.may_hold(now)

    def may_hold(self, now: datetime) -> bool:
        """Whether this process has committed nothing since, whatever its age."""
        if isinstance(self.found, EditionState) and self.found.is_over(now):
            return False
        return self.commit is EditionWatch.last_commit

    def renewed(self, now: datetime) -> Self | None:
        """The same result dated now, if the file shows no write since."""
        is_good = self.file and isinstance(self.found, EditionState)
        if is_good and self.may_hold(now) and self.file == FileState.of(db.engine):
            return replace(self, at=time.monotonic())
        return None

    def state(self) -> EditionState:
        if isinstance(self.found, SQLAlchemyError):
            raise self.found.with_traceback(None)
        return self.found


class EditionWatch:
    """Remembers the edition for a second, and never past the next due time.

    With SQLite it then checks the file first: an unchanged file holds the same
    edition, so no query is needed.

    Queries run in a separate thread, so a database that hangs blocks only that thread.
    This process's own commits show at once. Failures are remembered as long as
    results. While one request waits for a query, all others use the last result.
    """

    last_commit: ClassVar[object] = object()  # replaced at every commit

    def __init__(self) -> None:
        self.is_away = False  # the last query failed, or hangs
        self._lock = threading.Lock()
        self._last: Look | None = None
        self._looking: Future[Look] | None = None
        self._looker = ThreadPoolExecutor(1, "edition")

    def init_app(self, app: Flask) -> None:
        app.extensions["edition_watch"] = self
        self._flask = app

    def close(self) -> None:
        """Waits for a running query, which gives its connection back to the pool."""
        self._looker.shutdown()

    def holds(self, now: datetime) -> EditionState | None:
        """The remembered state if still valid: no lock, no database."""
        last = self._last
        return last.state() if last is not None and last.holds(now) else None

    def state(self, now: datetime, *, patience: float | None = None) -> EditionState:
        """Waits for the database, at most `patience` seconds.

        Raises SQLAlchemyError: EditionUnknown when that was too long.
        """
        last = self._last
        if last is not None and last.holds(now):
            return last.state()
        if _is_reading():
            # On SQLite without WAL, a waiting commit keeps other connections from
            # reading, and itself waits for this request to end.
            return read_edition(now)
        looking, is_mine = self._look_once(now)
        if patience is not None:
            if self.is_away:
                raise EditionUnknown
            if not is_mine and last is not None and last.may_hold(now):
                return last.state()
        elif self.is_away and not is_mine:
            patience = SHORT_PATIENCE  # one waiting request is enough
        return self._outcome(looking, now, patience).state()

    def _outcome(
        self, looking: "Future[Look]", now: datetime, patience: float | None
    ) -> Look:
        until = time.monotonic() + (patience or 0)
        while True:
            left = None if patience is None else max(0.0, until - time.monotonic())
            try:
                look = looking.result(left)
            except TimeoutError:
                self.is_away = True
                raise EditionUnknown from None
            if look.commit is EditionWatch.last_commit:
                return look
            looking, _ = self._look_once(now)  # it began before our last commit

    def _look_once(self, now: datetime) -> tuple["Future[Look]", bool]:
        """The running query, or a new one; and whether it is new."""
        with self._lock:
            is_new = self._looking is None or self._looking.done()
            if is_new:
                self._looking = self._looker.submit(self._look, now)
            assert self._looking
            return self._looking, is_new

    def _go_on_from_last_time(self) -> None:
        """If the clock was set back, another process may have recorded a later time."""
        clock = self._flask.config["CLOCK"]
        if isinstance(clock, SteadyClock):
            with suppress(SQLAlchemyError), hurried():
                seen_at = db.session.scalar(select(Heartbeat.at))
                clock.continue_from(seen_at or clock())

    def _look(self, now: datetime) -> Look:
        with self._flask.app_context():
            if self._last is None:
                self._go_on_from_last_time()
            look = (self._last and self._last.renewed(now)) or _look(now)
        self._last, self.is_away = look, isinstance(look.found, SQLAlchemyError)
        return look


def _is_reading() -> bool:
    """Whether this request has a transaction open."""
    return has_app_context() and db.session().in_transaction()


def _look(now: datetime) -> Look:
    commit, at = EditionWatch.last_commit, time.monotonic()
    file = FileState.of(db.engine)
    try:
        with hurried():
            return Look(read_edition(now), commit, at, file)
    except SQLAlchemyError as error:
        return Look(error, commit, time.monotonic(), file)


@event.listens_for(Session, "after_commit")
def _remember_commit(_session: Session) -> None:
    EditionWatch.last_commit = object()
