"""How often stories were read per day; nothing about readers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Index,
    Row,
    String,
    Subquery,
    delete,
    event,
    func,
    inspect,
    select,
    union,
)
from sqlalchemy.orm import Mapped, Session, load_only, mapped_column

from extensions import db
from models.base import Base, transaction
from models.statistics.daily_count import (
    KEPT,
    DailyCount,
    add_counts,
    adding,
    forget_old_counts,
)
from models.stories.article import Article

HEAD = 100  # stories per day considered for the most read of several days


class ReadCount(DailyCount, Base):
    __tablename__ = "read_counts"
    __table_args__ = (Index("ix_read_counts_most", "day", "count"),)
    COUNTED = "slug"

    slug: Mapped[str] = mapped_column(String(200), primary_key=True)


def add_reads(counts: Mapping[str, int], now: datetime) -> None:
    """Adds to the day's reads, by slug, in one short transaction."""
    with transaction():
        add_counts(ReadCount, counts, now)


def most_read(now: datetime, days: int, limit: int) -> list[Row[Article, int]]:
    """The public stories read most in the last `days` days, today included."""
    sums = _sums([now.date() - timedelta(days=age) for age in range(days)])
    found = (
        select(Article, sums.c.reads)
        .join(sums, sums.c.slug == Article.slug)
        .where(Article.public(now), Article.kind != "page")
        .order_by(sums.c.reads.desc(), Article.published_at.desc())
        .limit(limit)
        .options(load_only(Article.kind, Article.slug, Article.headline))
    )
    return list(db.session.execute(found))


def forget_old_reads(now: datetime) -> None:
    """Deletes counts older than 90 days."""
    forget_old_counts(ReadCount, now)


def _sums(days: list[date]) -> Subquery:
    """An approximation: a story among the most read of several days was among the top
    ones on at least one day.

    An index gives each day's order, so the counts of all other stories are not summed.
    """
    heads = [
        select(
            select(ReadCount.slug)
            .where(ReadCount.day == day)
            .order_by(ReadCount.count.desc())
            .limit(HEAD)
            .subquery()
        )
        for day in days
    ]
    led = union(*heads).subquery()
    # Days are listed one by one: with a range, the index cannot look up slugs.
    of_them = ReadCount.day.in_(days) & ReadCount.slug.in_(select(led))
    reads = func.sum(ReadCount.count).label("reads")
    sums = select(ReadCount.slug, reads).where(of_them)
    return sums.group_by(ReadCount.slug).subquery()


@event.listens_for(Session, "before_flush")
def _follow_addresses(session: Session, *_context: object) -> None:
    """Moves a story's counts to its new slug."""
    for article in session.dirty:
        if isinstance(article, Article):
            before = inspect(article).attrs.slug.history.deleted
            if before and before[0] != article.slug:
                _move(session, before[0], article.slug, article.changed_at.date())


def _move(session: Session, old: str, new: str, today: date) -> None:
    days = [today - timedelta(days=age) for age in range(KEPT.days + 1)]
    of_old = ReadCount.day.in_(days) & (ReadCount.slug == old)
    counts = session.execute(select(ReadCount.day, ReadCount.count).where(of_old)).all()
    rows = [{"day": row[0], "slug": new, "count": row[1]} for row in counts]
    if rows:
        session.execute(delete(ReadCount).where(of_old))
        session.execute(adding(ReadCount, rows))
