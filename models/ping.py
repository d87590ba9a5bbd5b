"""Pings: what other services are to be told of a story, found here by the worker.

Made in the transaction of the change, if the service is switched on; gone once told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    delete,
    event,
    func,
    insert,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from extensions import db
from models.base import Base, transaction
from models.edition import is_visible_change
from models.setting import Setting
from models.stories.article import Article

# Each with the setting that switches it on.
SERVICES = {"websub": "websub_hub", "indexnow": "indexnow_key"}
PLACED = {
    "region_links": ("regions", "region"),
    "topic_links": ("topics", "topic"),
    "byline_links": ("contributors", "contributor"),
}
LEASE = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=7)
LONG = timedelta(hours=1)  # after which a failing service is a trouble
AT_ONCE = 500


class Ping(Base):
    """One service is to be told of one story, once readers see the change at `due_at`.

    `places_left` holds the channels that the story has left by this change, as their
    paths begin: "regions/europe/latest".
    """

    __tablename__ = "pings"
    __table_args__ = (
        CheckConstraint(f"service IN {tuple(SERVICES)}", name="service"),
        Index("ix_pings_due", "service", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(20))
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    places_left: Mapped[list[str]] = mapped_column(JSON, default=list)
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(300), default="")

    @classmethod
    def due(cls, service: str, now: datetime) -> ColumnElement[bool]:
        free = or_(cls.claimed_until.is_(None), cls.claimed_until <= now)
        return and_(cls.service == service, cls.due_at <= now, free)


@dataclass(frozen=True)
class Claimed:
    id: int
    article_id: int
    places_left: list[str]


@dataclass(frozen=True)
class Failing:
    """A service that has not taken our pings for long, and what it last said."""

    service: str
    since: datetime
    said: str


def claim_pings(service: str, now: datetime) -> list[Claimed]:
    """The longest waiting, ours for the length of the lease."""
    due = select(Ping.id, Ping.article_id, Ping.places_left).where(
        Ping.due(service, now)
    )
    longest = due.order_by(Ping.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    with transaction():
        found = [Claimed(*row) for row in db.session.execute(longest)]
        mine = update(Ping).where(Ping.id.in_([ping.id for ping in found]))
        db.session.execute(mine.values(claimed_until=now + LEASE))
    return found


def pings_were_taken(ids: Iterable[int], service: str) -> None:
    """The service is well, so whatever else waits for it need wait no longer."""
    rest = update(Ping).where(Ping.service == service, Ping.failures > 0)
    with transaction():
        db.session.execute(delete(Ping).where(Ping.id.in_(ids)))
        db.session.execute(rest.values(claimed_until=None))


def pings_have_failed(ids: Iterable[int], said: str, now: datetime) -> None:
    """They stay due, after pauses that double with every failure, for a week."""
    with transaction():
        for ping in db.session.scalars(select(Ping).where(Ping.id.in_(ids))):
            pause = min(FIRST_PAUSE * 2 ** min(ping.failures, 10), LONGEST_PAUSE)
            ping.failures += 1
            ping.failing_since = ping.failing_since or now
            ping.claimed_until, ping.failure = now + pause, said[:300]
            if now >= ping.failing_since + GIVEN_UP_AFTER:
                db.session.delete(ping)


def forget_pings(service: str) -> None:
    """Of a service that is switched off. Looks first: most often there are none."""
    mine = Ping.service == service
    if db.session.scalar(select(Ping.id).where(mine).limit(1)):
        with transaction():
            db.session.execute(delete(Ping).where(mine))


def failing_services(now: datetime) -> list[Failing]:
    since = func.min(Ping.failing_since)
    failing = select(Ping.service, since, func.max(Ping.failure))
    long = failing.where(Ping.failing_since <= now - LONG).group_by(Ping.service)
    rows = db.session.execute(long.order_by(Ping.service))
    return [Failing(service, at, said) for service, at, said in rows if at]


@event.listens_for(Session, "after_flush")
def _remember_to_ping(session: Session, _context: UOWTransaction) -> None:
    touched = [row for row in (*session.new, *session.dirty) if type(row) is Article]
    told = [article for article in touched if is_visible_change(session, article)]
    services = _switched_on(session) if told else []
    rows = [
        {
            "service": service,
            "article_id": article.id,
            "due_at": article.published_at or article.changed_at,
            "places_left": _places_left(article),
        }
        for article in told
        for service in services
    ]
    if rows:
        session.connection().execute(insert(Ping), rows)


def _switched_on(session: Session) -> list[str]:
    wanted = Setting.name.in_(SERVICES.values())
    rows = session.connection().execute(
        select(Setting.name, Setting.value).where(wanted)
    )
    known = {name for name, value in rows if value}
    return [service for service, name in SERVICES.items() if name in known]


def _places_left(article: Article) -> list[str]:
    state: Any = inspect(article)
    return [
        f"{places}/{quote(getattr(link, taxonomy).slug)}/latest"
        for name, (places, taxonomy) in PLACED.items()
        if name not in state.unloaded
        for link in state.attrs[name].history.deleted
    ]
