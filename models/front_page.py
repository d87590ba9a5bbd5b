"""The front page's curated stories: slot 0 is the lead."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.setting import Setting
from models.stories.article import Article

LEADING = 5  # slots at the top of the front page
KEPT_BEFORE = "front_page_before"  # the setting that "undo" restores


class FrontPageSlot(SeenByReaders, Base):
    """After `expires_at` the newest story takes this slot."""

    __tablename__ = "front_page_slots"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship()

    @classmethod
    def next_end(cls, now: datetime) -> Select[datetime | None]:
        """When the next slot expires."""
        return select(func.min(cls.expires_at)).where(cls.expires_at > now)


@dataclass(frozen=True)
class FrontPagePlace:
    """One slot of an arrangement: a story and its expiry, or the newest story."""

    article_id: int | None = None
    expires_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


Arrangement = tuple[FrontPagePlace, ...]


def curated_articles(now: datetime) -> Select[Article, int]:
    """The public stories in unexpired slots with their positions, lead first."""
    unexpired = or_(FrontPageSlot.expires_at.is_(None), FrontPageSlot.expires_at > now)
    slots = select(FrontPageSlot.article_id, FrontPageSlot.position).where(unexpired)
    # Read first: otherwise SQLite scans the articles, not knowing slots are few.
    few = slots.cte("slots").prefix_with("MATERIALIZED")
    return (
        select(Article, few.c.position)
        .join(few, few.c.article_id == Article.id)
        .where(Article.public(now))
        .order_by(few.c.position)
    )


def read_arrangement() -> Arrangement:
    """All slots, including empty ones."""
    rows = db.session.scalars(select(FrontPageSlot))
    slots = {
        row.position: FrontPagePlace(row.article_id, row.expires_at) for row in rows
    }
    count = max(LEADING, max(slots, default=0) + 1)
    return tuple(slots.get(number, FrontPagePlace()) for number in range(count))


def write_arrangement(places: Arrangement) -> None:
    """Within a transaction; keeps the previous arrangement for undo."""
    before = [_as_json(place) for place in read_arrangement()]
    kept = db.session.get(Setting, KEPT_BEFORE)
    if kept is None:
        db.session.add(Setting(name=KEPT_BEFORE, value=before))
    else:
        kept.value = before
    for row in db.session.scalars(select(FrontPageSlot)):
        db.session.delete(row)
    db.session.flush()  # delete before inserting the same position
    db.session.add_all(
        FrontPageSlot(
            position=n, article_id=place.article_id, expires_at=place.expires_at
        )
        for n, place in enumerate(places)
        if place.article_id
    )


def arrangement_before() -> Arrangement | None:
    """The previous arrangement, without stories deleted since."""
    kept = db.session.get(Setting, KEPT_BEFORE)
    if kept is None:
        return None
    places = tuple(_from_json(row) for row in kept.value)
    known = stories_of(places)
    return tuple(
        place if place.article_id in known else FrontPagePlace() for place in places
    )


def stories_of(places: Sequence[FrontPagePlace]) -> dict[int, Article]:
    """Articles by id, with their lead pictures."""
    ids = [place.article_id for place in places if place.article_id]
    wanted = select(Article).where(Article.id.in_(ids))
    found = db.session.scalars(wanted.options(joinedload(Article.lead_picture)))
    return {article.id: article for article in found}


def _as_json(place: FrontPagePlace) -> dict[str, Any]:
    until = place.expires_at
    return asdict(place) | {"expires_at": until.isoformat() if until else None}


def _from_json(row: dict[str, Any]) -> FrontPagePlace:
    until = row["expires_at"]
    return FrontPagePlace(
        row["article_id"], datetime.fromisoformat(until) if until else None
    )
