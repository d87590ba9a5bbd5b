"""Failed sign-in attempts, counted across processes, with growing pauses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base, insert_into

FORGOTTEN_AFTER = timedelta(hours=24)
MOST = 50_000  # rows; above that, the oldest single failures are deleted


@dataclass(frozen=True)
class AttemptLimit:
    """`free` failures cost nothing; then pauses double from `first` to `longest`."""

    free: int
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(minutes=15)

    def pause(self, failures: int) -> timedelta:
        beyond = failures - self.free
        if beyond < 0:
            return timedelta(0)
        doubled = self.first * int(2 ** min(beyond, 20))
        return min(doubled, self.longest)


class TooSoon(Exception):
    """The client must wait before the next attempt; this one was not counted."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


class Attempt(Base):
    """`who` is a keyed hash of an account's name, of a network, or of both."""

    __tablename__ = "attempts"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)

    def wait(self, limit: AttemptLimit, now: datetime) -> timedelta:
        if self.last_at <= now - FORGOTTEN_AFTER:
            self.failures = 0
        return self.last_at + limit.pause(self.failures) - now


def count_attempt(who: Mapping[str, AttemptLimit], now: datetime) -> None:
    """Counts a failure for each in advance, so concurrent attempts cannot slip through.

    Within a transaction. Raises TooSoon.
    """
    rows = _locked(sorted(who), now)
    longest = max(row.wait(who[row.who], now) for row in rows)
    if longest > timedelta(0):
        raise TooSoon(longest)
    for row in rows:
        row.failures += 1
        row.last_at = now


def forgive(cleared: list[str], lightened: list[str]) -> None:
    """After a success: clears all failures of `cleared`, and one of each other key."""
    named = select(Attempt).where(Attempt.who.in_(cleared + lightened))
    ordered = named.order_by(Attempt.who).with_for_update()
    for row in db.session.scalars(ordered):
        left = 0 if row.who in cleared else row.failures - 1
        row.failures = max(0, left)


def forget_old_attempts(now: datetime) -> None:
    db.session.execute(delete(Attempt).where(Attempt.last_at <= now - FORGOTTEN_AFTER))
    newest = select(Attempt.last_at).order_by(Attempt.last_at.desc())
    last_kept = db.session.scalar(newest.offset(MOST).limit(1))
    if last_kept:
        too_many = Attempt.last_at <= last_kept, Attempt.failures <= 1
        db.session.execute(delete(Attempt).where(*too_many))


def _locked(who: list[str], now: datetime) -> list[Attempt]:
    """Locks or creates all rows, in a fixed order to avoid deadlocks."""
    fresh = [{"who": one, "failures": 0, "last_at": now} for one in who]
    db.session.execute(insert_into(Attempt).values(fresh).on_conflict_do_nothing())
    named = select(Attempt).where(Attempt.who.in_(who)).order_by(Attempt.who)
    return list(db.session.scalars(named.with_for_update()))
