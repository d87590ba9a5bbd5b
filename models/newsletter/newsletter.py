"""Newsletters that readers can subscribe to, and the schedule of their issues."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

CADENCES = ("weekly", "daily", "manual")
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 1000
DAY = timedelta(days=1)


class Newsletter(SeenByReaders, Base):
    """Automatic issues are created on `weekday` (0 is Monday) at `minute` of the day,
    in the newsroom's time zone. At most one of region, topic and contributor narrows
    the contents. `is_default` newsletters are ticked on the sign-up form. `next_at` is
    the scheduler's next run; None for a manual newsletter.
    """

    __tablename__ = "newsletters"
    __table_args__ = (
        CheckConstraint(f"cadence IN {CADENCES}", name="cadence"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    description: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="")
    cadence: Mapped[str] = mapped_column(String(20), default="weekly")
    weekday: Mapped[int] = mapped_column(default=4)
    minute: Mapped[int] = mapped_column(default=8 * 60)
    needs_approval: Mapped[bool] = mapped_column(default=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    has_archive: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    contributor_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributors.id"), index=True
    )

    region: Mapped[Region | None] = relationship()
    topic: Mapped[Topic | None] = relationship()
    contributor: Mapped[Contributor | None] = relationship()

    @property
    def subject_of(self) -> Region | Topic | Contributor | None:
        """The region, topic or contributor it is about, if any."""
        return self.region or self.topic or self.contributor

    def schedule(self, now: datetime, zone: ZoneInfo) -> None:
        """Sets `next_at` to the first automatic issue after `now`."""
        self.next_at = None if self.cadence == "manual" else self._next(now, zone)

    def _next(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The next time; the local time stays the same when daylight saving changes."""
        hour, minute = divmod(self.minute, 60)
        local = now.astimezone(zone)
        at = local.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
        # Compared in UTC, because clocks show some local times twice.
        while at.astimezone(UTC) <= now or (
            self.cadence == "weekly" and at.weekday() != self.weekday
        ):
            at += DAY
        return at.astimezone(UTC)


def open_newsletters() -> list[Newsletter]:
    """Newsletters that readers can choose, in the administrators' order."""
    return list(db.session.scalars(_ordered().where(Newsletter.is_open)))


def default_newsletters() -> list[Newsletter]:
    """Newsletters for readers who choose none."""
    chosen = _ordered().where(Newsletter.is_open, Newsletter.is_default)
    return list(db.session.scalars(chosen))


def _ordered() -> Select[Newsletter]:
    return select(Newsletter).order_by(Newsletter.position, Newsletter.id)
