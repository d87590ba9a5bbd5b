"""Knows the current edition without asking the database for every request."""

import threading
import time
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.edition import EditionMark, read_edition

LOOK_AGAIN_AFTER = 1.0  # seconds; how late another process's change may be seen


class EditionWatch:
    """Remembers the edition for a second, and never past the next due time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mark: EditionMark | None = None
        self._read_at = 0.0

    def init_app(self, app: Flask) -> None:
        app.extensions["edition_watch"] = self
        event.listen(Session, "after_commit", self._forget)

    def mark(self, now: datetime) -> EditionMark:
        """Needs an app context only when it has to look."""
        with self._lock:
            if self._mark is None or not self._holds(self._mark, now):
                self._mark = read_edition(now)
                self._read_at = time.monotonic()
            return self._mark

    def holds(self, now: datetime) -> EditionMark | None:
        """The remembered mark, if it still may be used: no lock, no database."""
        mark = self._mark
        return mark if mark is not None and self._holds(mark, now) else None

    def _holds(self, mark: EditionMark, now: datetime) -> bool:
        if mark.next_due_at is not None and now >= mark.next_due_at:
            return False
        return time.monotonic() - self._read_at < LOOK_AGAIN_AFTER

    def _forget(self, *_event: Any) -> None:
        """What this process committed, this process shows at once."""
        self._mark = None
