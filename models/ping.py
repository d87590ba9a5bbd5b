"""Pings: queued notifications of outside services about stories.

Created in the transaction of the change if the service is on; deleted once sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
    case,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from extensions import db
from models.base import Base, transaction
from models.claimable import Claim, Claimable, note_due_work, record
from models.edition import is_visible_change
from models.setting import Setting
from models.stories.article import Article

# Each service with the setting that enables it.
SERVICES = {"websub": "websub_hub", "indexnow": "indexnow_key"}
PLACED = {
    "region_links": ("regions", "region"),
    "topic_links": ("topics", "topic"),
    "byline_links": ("contributors", "contributor"),
}
_is_silent = ContextVar("is_silent", default=False)
LONG = timedelta(hours=1)  # a service that fails for longer is shown on the desk


class Ping(Claimable, Base):
    """Notifies one service about one story, once the change is public at `visible_at`.

    `places_left` lists the channels the story left with this change, as path prefixes:
    "regions/europe/latest".
    """

    LEASE = timedelta(minutes=10)
    GIVEN_UP_AFTER = timedelta(days=7)
    AT_ONCE = 500

    __tablename__ = "pings"
    __table_args__ = (
        CheckConstraint(f"service IN {tuple(SERVICES)}", name="service"),
        Index("ix_pings_due", "service", "visible_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(20))
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    places_left: Mapped[list[str]] = mapped_column(JSON, default=list)
    visible_at: Mapped[datetime]

    @classmethod
    def is_waiting(cls, now: datetime) -> ColumnElement[bool]:
        return and_(super().is_waiting(now), cls.visible_at <= now)

    @classmethod
    def due_since(cls) -> ColumnElement[datetime]:
        seen = case((cls.visible_at > cls.due_at, cls.visible_at), else_=cls.due_at)
        return func.coalesce(cls.claimed_until, seen)

    def settle(self, now: datetime) -> None:  # noqa: ARG002
        db.session.delete(self)

    def give_up(self, reason: str, now: datetime) -> None:  # noqa: ARG002
        db.session.delete(self)


@dataclass(frozen=True)
class Failing:
    """A service that has refused pings for a long time, and its last answer."""

    service: str
    since: datetime
    failure: str


def claim_pings(service: str, now: datetime) -> list[Claim[Ping]]:
    return Ping.claim(now, among=Ping.service == service)


def settle_pings(claims: list[Claim[Ping]], service: str, now: datetime) -> None:
    """The service works again: ends the retry pauses of its other pings."""
    record(claims, lambda ping: ping.settle(now))
    rest = update(Ping).where(Ping.service == service, Ping.failures > 0)
    with transaction():
        db.session.execute(rest.values(claimed_until=None))


def forget_pings(service: str) -> None:
    """Deletes a disabled service's pings. Reads first, as there are rarely any."""
    mine = Ping.service == service
    if db.session.scalar(select(Ping.id).where(mine).limit(1)):
        with transaction():
            db.session.execute(delete(Ping).where(mine))


def failing_services(now: datetime) -> list[Failing]:
    columns = Ping.service, func.min(Ping.failing_since), func.max(Ping.failure)
    failing = select(*columns).where(Ping.failing_since <= now - LONG)
    rows = db.session.execute(failing.group_by(Ping.service).order_by(Ping.service))
    return [Failing(name, since, failure) for name, since, failure in rows if since]


@contextmanager
def without_pings() -> Iterator[None]:
    """Changes inside are not announced: stories of an import are not news."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


@event.listens_for(Session, "after_flush")
def _remember_to_ping(session: Session, _context: UOWTransaction) -> None:
    touched = [row for row in (*session.new, *session.dirty) if type(row) is Article]
    changed = [article for article in touched if is_visible_change(session, article)]
    announces = bool(changed) and not _is_silent.get()
    services = _switched_on(session) if announces else []
    rows = [
        {
            "service": service,
            "article_id": article.id,
            "visible_at": article.published_at or article.changed_at,
            "places_left": _places_left(article),
        }
        for article in changed
        for service in services
    ]
    if rows:
        session.connection().execute(insert(Ping), rows)
        note_due_work(session)


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
