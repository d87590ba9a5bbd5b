"""Knows the current edition without asking the database for every request."""

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.base import hurried
from models.edition import EditionMark, read_edition

LOOK_AGAIN_AFTER = 1.0  # seconds; how late another process's change may be seen


@dataclass(frozen=True)
class Look:
    """What was found, or what went wrong; `commit` was this process's last before."""

    found: EditionMark | SQLAlchemyError
    commit: object
    at: float

    def holds(self, now: datetime) -> bool:
        if isinstance(self.found, EditionMark) and self.found.is_over(now):
            return False
        is_recent = time.monotonic() - self.at < LOOK_AGAIN_AFTER
        return is_recent and self.commit is EditionWatch.last_commit

    def is_only_late(self, now: datetime) -> bool:
        """Old, but nothing is known to have changed since."""
        return replace(self, at=time.monotonic()).holds(now)

    def mark(self) -> EditionMark:
        if isinstance(self.found, SQLAlchemyError):
            raise self.found.with_traceback(None)
        return self.found


class EditionWatch:
    """Remembers the edition for a second, and never past the next due time.

    What this process commits, it shows at once. A failure is remembered as long, so
    that not every reader waits for a database that does not answer; and while one
    looks whether anything has changed, the others go by what was found last.
    """

    last_commit: ClassVar[object] = object()  # another one for every commit

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: Look | None = None

    def init_app(self, app: Flask) -> None:
        app.extensions["edition_watch"] = self

    def mark(self, now: datetime) -> EditionMark:
        """Needs an app context only when it has to look. Raises SQLAlchemyError."""
        last = self._last
        if last is None or not last.is_only_late(now):
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return last.mark()
        try:
            if self._last is None or not self._last.holds(now):
                self._last = _look(now)
            return self._last.mark()
        finally:
            self._lock.release()

    def holds(self, now: datetime) -> EditionMark | None:
        """The remembered mark, if it still may be used: no lock, no database."""
        last = self._last
        return last.mark() if last is not None and last.holds(now) else None


def _look(now: datetime) -> Look:
    commit, at = EditionWatch.last_commit, time.monotonic()
    try:
        with hurried():
            return Look(read_edition(now), commit, at)
    except SQLAlchemyError as error:
        return Look(error, commit, time.monotonic())


@event.listens_for(Session, "after_commit")
def _remember_commit(_session: Session) -> None:
    EditionWatch.last_commit = object()
