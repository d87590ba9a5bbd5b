"""Worker health: when it was last seen, and since when work is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base, transaction
from models.claimable import Claimable

SILENT = timedelta(minutes=5)  # it updates about once a minute
LATE = timedelta(minutes=15)  # for due work that nobody has claimed


class Heartbeat(Base):
    """A table of one row, shared by all workers."""

    __tablename__ = "heartbeats"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True)
class WorkerState:
    """`seen_at` is None until a worker has run, `due_since` if nothing is due."""

    seen_at: datetime | None
    due_since: datetime | None

    def is_silent(self, now: datetime) -> bool:
        return self.seen_at is None or self.seen_at < now - SILENT

    def is_late(self, now: datetime) -> bool:
        return self.due_since is not None and self.due_since < now - LATE


def beat(now: datetime) -> None:
    with transaction():
        beaten = db.session.execute(update(Heartbeat).values(at=now))
        if not beaten.rowcount:  # type: ignore[attr-defined]
            db.session.add(Heartbeat(id=1, at=now))


def worker_state(now: datetime) -> WorkerState:
    seen_at = db.session.scalar(select(Heartbeat.at))
    oldest = (
        db.session.scalar(select(func.min(kind.due_since())).where(kind.is_free(now)))
        for kind in Claimable.__subclasses__()
    )
    return WorkerState(seen_at, min((at for at in oldest if at), default=None))
