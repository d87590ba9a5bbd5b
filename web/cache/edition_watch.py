"""Knows the current edition without asking the database for every request."""

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from extensions import db
from models.base import hurried
from models.database_file import FileState
from models.edition import EditionMark, read_edition

LOOK_AGAIN_AFTER = 1.0  # seconds; how late another process's change may be seen


@dataclass(frozen=True)
class Look:
    """What was found, or what went wrong; `commit` was this process's last before.

    `file` is what could be told of SQLite's file before it was asked.
    """

    found: EditionMark | SQLAlchemyError
    commit: object
    at: float
    file: FileState | None

    def holds(self, now: datetime) -> bool:
        is_recent = time.monotonic() - self.at < LOOK_AGAIN_AFTER
        return is_recent and self.may_hold(now)

    def may_hold(self, now: datetime) -> bool:
        """Nothing is known to have changed since, however old it is."""
        if isinstance(self.found, EditionMark) and self.found.is_over(now):
            return False
        return self.commit is EditionWatch.last_commit

    def renewed(self, now: datetime) -> Self | None:
        """The same as of now, if the file shows that nobody has written to it."""
        is_good = self.file and isinstance(self.found, EditionMark)
        if is_good and self.may_hold(now) and self.file == FileState.of(db.engine):
            return replace(self, at=time.monotonic())
        return None

    def mark(self) -> EditionMark:
        if isinstance(self.found, SQLAlchemyError):
            raise self.found.with_traceback(None)
        return self.found


class EditionWatch:
    """Remembers the edition for a second, and never past the next due time.

    With SQLite it then asks the file system first: a file that nobody has written to
    holds the same edition, and the database is left alone.

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
        if last is None or not last.may_hold(now):
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return last.mark()
        try:
            if self._last is None or not self._last.holds(now):
                self._last = (self._last and self._last.renewed(now)) or _look(now)
            return self._last.mark()
        finally:
            self._lock.release()

    def holds(self, now: datetime) -> EditionMark | None:
        """The remembered mark, if it still may be used: no lock, no database."""
        last = self._last
        return last.mark() if last is not None and last.holds(now) else None


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
