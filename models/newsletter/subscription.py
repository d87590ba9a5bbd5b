"""Subscriptions to newsletters, their frequency, and followed subjects."""

from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.newsletter.newsletter import Newsletter
from models.newsletter.subscriber import Subscriber

FREQUENCIES = ("every", "weekly", "monthly")
LEAST_APART = {"weekly": timedelta(days=6, hours=12), "monthly": timedelta(days=28)}
PAUSE = timedelta(days=30)


class Subscription(Base):
    """One subscriber to one newsletter; kept after it has ended, with `ended_at` set.

    With a lower `frequency`, an issue is skipped if the last one sent to them is too
    recent. A pause ends by itself at `paused_until`.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (CheckConstraint(f"frequency IN {FREQUENCIES}", name="frequency"),)

    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True
    )
    newsletter_id: Mapped[int] = mapped_column(
        ForeignKey("newsletters.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    frequency: Mapped[str] = mapped_column(String(20), default="every")
    began_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]

    subscriber: Mapped[Subscriber] = relationship()
    newsletter: Mapped[Newsletter] = relationship()

    @classmethod
    def is_active(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """Neither ended nor paused. The subscriber must be confirmed as well."""
        awake = or_(cls.paused_until.is_(None), cls.paused_until <= now)
        return and_(cls.ended_at.is_(None), awake)

    @classmethod
    def wants_issue(cls, now: datetime) -> ColumnElement[bool]:
        """Active, and the last issue sent to them is old enough for `frequency`."""
        rested = [
            and_(cls.frequency == name, cls.last_sent_at <= now - apart)
            for name, apart in LEAST_APART.items()
        ]
        may = or_(cls.frequency == "every", cls.last_sent_at.is_(None), *rested)
        return and_(cls.is_active(now), may)

    def begin(self, now: datetime) -> None:
        """Starts or restarts the subscription."""
        if self.ended_at is not None or self.began_at is None:
            self.began_at = now
        self.ended_at = self.paused_until = None

    def end(self, now: datetime) -> None:
        if self.ended_at is None:
            self.ended_at = now

    def pause(self, now: datetime) -> None:
        """For 30 days; resumes by itself."""
        self.paused_until = now + PAUSE


class Follow(Base):
    """A region, topic or contributor that a subscriber wants to read about.

    A subscriber who follows nothing gets whole issues; otherwise only the stories
    that belong to something they follow.
    """

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("subscriber_id", "region_id"),
        UniqueConstraint("subscriber_id", "topic_id"),
        UniqueConstraint("subscriber_id", "contributor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE"), index=True
    )
    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("regions.id", ondelete="CASCADE"), index=True
    )
    topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("topics.id", ondelete="CASCADE"), index=True
    )
    contributor_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributors.id", ondelete="CASCADE"), index=True
    )
