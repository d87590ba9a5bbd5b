"""Rows of work for the worker: claimed with a lease, retried with back-off, settled.

The tables are the source of truth; the queue only wakes the worker. If a worker is
killed, its leases expire and another worker takes over, so jobs must be safe to repeat.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, Self, TypeVar

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    event,
    func,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from extensions import db
from models.base import transaction

LONGEST_FAILURE = 300
WORK_IS_DUE = "work_is_due"  # in session.info, until the commit


class Claimable:
    """A mixin. `due_at` is when the work became due; `claimed_until` is the end of a
    lease or of the pause after a failure; `failure` is the last one's reason.
    """

    LEASE: ClassVar[timedelta] = timedelta(minutes=5)
    FIRST_PAUSE: ClassVar[timedelta] = timedelta(minutes=1)
    LONGEST_PAUSE: ClassVar[timedelta] = timedelta(hours=6)
    GIVEN_UP_AFTER: ClassVar[timedelta | None] = None
    AT_ONCE: ClassVar[int] = 1  # rows of one claim
    JITTER: ClassVar[float] = 0  # added at random to a pause, as a share of it

    id: Mapped[int]
    is_due: Mapped[bool] = mapped_column(default=True, index=True)
    due_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    claimed_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(LONGEST_FAILURE), default="")

    @classmethod
    def is_waiting(cls, now: datetime) -> ColumnElement[bool]:  # noqa: ARG003
        """Due rows, claimed or not. Models may add conditions."""
        return cls.is_due.is_(True)

    @classmethod
    def is_free(cls, now: datetime) -> ColumnElement[bool]:
        free = or_(cls.claimed_until.is_(None), cls.claimed_until <= now)
        return and_(cls.is_waiting(now), free)

    @classmethod
    def due_since(cls) -> ColumnElement[datetime]:
        """When it became due, or when its last lease or pause ended."""
        return func.coalesce(cls.claimed_until, cls.due_at)

    @classmethod
    def turn(cls, now: datetime) -> tuple[ColumnElement[Any], ...]:  # noqa: ARG003
        """Columns to order claims by, before the id."""
        return ()

    @classmethod
    def claim(
        cls,
        now: datetime,
        *,
        most: int = 0,
        among: ColumnElement[bool] | None = None,
        admit: "Callable[[list[Self]], list[Self]]" = list,
    ) -> "list[Claim[Self]]":
        """Leases the first free rows in turn, at most AT_ONCE, to the caller. `admit`
        chooses from them, within the transaction.
        """
        among = true() if among is None else among
        free = select(cls).where(cls.is_free(now), among)
        free = free.order_by(*cls.turn(now), cls.id)
        batch = free.limit(most or cls.AT_ONCE).with_for_update(skip_locked=True)
        until = now + cls.LEASE
        with transaction():
            found = admit(list(db.session.scalars(batch)))
            for row in found:
                row.claimed_until = until
            return [Claim(cls, row.id, until) for row in found]

    def make_due(self, now: datetime) -> None:
        """Makes it due now and forgets earlier failures."""
        self.is_due, self.due_at = True, now
        self._begin_anew()

    def settle(self, now: datetime) -> None:  # noqa: ARG002
        """The work is done."""
        self.is_due = False
        self._begin_anew()

    def fail(self, reason: str, now: datetime) -> None:
        """Schedules a retry, after a pause that doubles with every failure."""
        pause = self.FIRST_PAUSE * 2 ** min(self.failures, 10)
        pause *= 1 + random.uniform(0, self.JITTER)  # noqa: S311  # no secret
        self.failures += 1
        self.failure = reason[:LONGEST_FAILURE]
        self.claimed_until = now + min(pause, self.LONGEST_PAUSE)
        self.failing_since = self.failing_since or now
        if self.GIVEN_UP_AFTER and now >= self.failing_since + self.GIVEN_UP_AFTER:
            self.give_up(reason, now)

    def give_up(self, reason: str, now: datetime) -> None:  # noqa: ARG002
        """Gives up: retrying would not help."""
        self.is_due, self.claimed_until = False, None
        self.failure = reason[:LONGEST_FAILURE]

    def release(self) -> None:
        """Returns a claimed row that was not tried."""
        self.claimed_until = None

    def _begin_anew(self) -> None:
        self.claimed_until = self.failing_since = None
        self.failures, self.failure = 0, ""


Row = TypeVar("Row", bound=Claimable)


@dataclass(frozen=True)
class Claim(Generic[Row]):
    """A leased row; the lease's end time also identifies the lease."""

    kind: type[Row]
    id: int
    until: datetime


def record(claims: Sequence[Claim[Row]], outcome: Callable[[Row], None]) -> None:
    """Applies the outcome, in one transaction, to the rows we still hold.

    Skips rows that were changed or deleted meanwhile, or claimed by another worker
    after the lease ended.
    """
    with transaction():
        for row in rows_of(claims, locked=True):
            outcome(row)


def rows_of(claims: Sequence[Claim[Row]], *, locked: bool = False) -> list[Row]:
    """The rows we still hold, in the order of the claims."""
    if not claims:
        return []
    until = {claim.id: claim.until for claim in claims}
    kind = claims[0].kind
    rows = select(kind).where(kind.id.in_(until)).order_by(kind.id)
    found = db.session.scalars(rows.with_for_update() if locked else rows)
    return [row for row in found if row.claimed_until == until[row.id]]


def note_due_work(session: Session) -> None:
    """Wakes the worker after the commit (jobs/wakeup.py)."""
    session.info[WORK_IS_DUE] = True


@event.listens_for(Session, "after_flush")
def _notice_due_work(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, Claimable) and row.is_due and _became_due(session, row):
            note_due_work(session)


def _became_due(session: Session, row: Claimable) -> bool:
    """Ignores claims and releases, which would wake the worker in an endless loop."""
    attributes = inspect(row).attrs
    changed = (attributes[name].history.has_changes() for name in ("is_due", "due_at"))
    return row in session.new or any(changed)
