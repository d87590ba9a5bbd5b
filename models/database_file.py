"""Detects writes to SQLite's file without querying SQLite."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

# File times can be as coarse as seconds: soon after a write, another write may leave
# the time unchanged.
SETTLED_AFTER = 3_000_000_000  # nanoseconds
PARTS = ("", "-wal")  # a commit writes to one or the other, whatever the journal
Stamp = tuple[int, int, int]  # inode, bytes, nanoseconds


@dataclass(frozen=True)
class FileState:
    """The files' state; if it is unchanged, nothing was written."""

    stamps: tuple[Stamp | None, ...]

    @classmethod
    def of(cls, engine: Engine) -> Self | None:
        """None if unknown: a database server, or a file that was just written."""
        path = engine.url.database
        if engine.dialect.name != "sqlite" or not path:
            return None
        state = cls(tuple(_stamp(path + part) for part in PARTS))
        written_at = max((stamp[2] for stamp in state.stamps if stamp), default=None)
        is_settled = written_at and time.time_ns() - written_at > SETTLED_AFTER
        return state if is_settled else None


def _stamp(path: str) -> Stamp | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
