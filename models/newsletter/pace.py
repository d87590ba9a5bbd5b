"""How fast newsletters leave, counted in the database for all workers together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base, insert_into
from models.newsletter.delivery import Delivery

ALL = ""  # in place of a domain: every mail of the instance
DOUBLINGS = 30  # then a warm-up is over


class Pace(Base):
    """`free_at` is when the next batch may leave, to this domain or to all."""

    __tablename__ = "sending_paces"

    domain: Mapped[str] = mapped_column(String(254), primary_key=True)
    free_at: Mapped[datetime]

    @classmethod
    def allows(cls, now: datetime) -> ColumnElement[bool]:
        """Of a delivery: neither its domain nor the instance has to wait."""
        concerned = or_(cls.domain == Delivery.domain, cls.domain == ALL)
        return ~exists().where(concerned, cls.free_at > now)


@dataclass(frozen=True)
class WarmUp:
    """A new domain sends `first_day` mails on day `begins`, and twice as many on each
    day that follows. `midnight` was the last one.
    """

    begins: date
    first_day: int
    midnight: datetime

    @property
    def most_today(self) -> int:
        days = (self.midnight.date() - self.begins).days
        return self.first_day << min(max(days, 0), DOUBLINGS)

    def is_used_up(self, now: datetime) -> bool:
        return self.sent_today(now) >= self.most_today

    def sent_today(self, now: datetime) -> int:
        """With those that are being sent now."""
        leaving = and_(Delivery.is_due, Delivery.is_begun, Delivery.claimed_until > now)
        counted = or_(Delivery.sent_at >= self.midnight, leaving)
        number = select(func.count()).select_from(Delivery).where(counted)
        return db.session.scalar(number) or 0


@dataclass(frozen=True)
class Limits:
    """Mails per second, 0 for no limit. One second's worth may leave at once."""

    per_second: int = 0
    per_domain: int = 0
    warm_up: WarmUp | None = None

    def admit(self, found: Sequence[Delivery], now: datetime) -> list[Delivery]:
        """Those of the found rows that may leave now. Within the transaction that
        claims them; a lock on the first row lets one worker count at a time.
        """
        first = select(Pace).where(Pace.domain == ALL).with_for_update()
        overall = db.session.scalars(first).one()
        if overall.free_at > now:
            return []
        room = min(len(found), self.per_second or len(found))
        if self.warm_up:
            left = self.warm_up.most_today - self.warm_up.sent_today(now)
            room = min(room, max(left, 0))
        admitted: list[Delivery] = []
        times = Counter[str]()
        for row in found:
            may = not self.per_domain or times[row.domain] < self.per_domain
            if may and len(admitted) < room:
                admitted.append(row)
                times[row.domain] += 1
        self._note(overall, times, now)
        return admitted

    def _note(self, overall: Pace, times: Counter[str], now: datetime) -> None:
        if self.per_second:
            overall.free_at = now + timedelta(seconds=times.total() / self.per_second)
        if self.per_domain and times:
            rows = [
                {
                    "domain": name,
                    "free_at": now + timedelta(seconds=n / self.per_domain),
                }
                for name, n in sorted(times.items())
            ]
            new = insert_into(Pace)
            db.session.execute(
                new.on_conflict_do_update(
                    index_elements=["domain"], set_={"free_at": new.excluded.free_at}
                ),
                rows,
            )


def forget_old_paces(now: datetime) -> None:
    """Within a transaction."""
    old = (Pace.domain != ALL) & (Pace.free_at < now - timedelta(hours=1))
    db.session.execute(delete(Pace).where(old))
