"""Recently updated stories, for pages that have been open for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from extensions import db
from models.stories.article import Article
from models.stories.published_correction import PublishedCorrection

LATELY = timedelta(days=1)  # older updates are not announced
MOST = 20


@dataclass(frozen=True)
class Update:
    """`corrections` are those made within LATELY, newest first."""

    slug: str
    at: datetime
    corrections: list[PublishedCorrection]


def recent_updates(now: datetime) -> list[Update]:
    """Newest first; one query."""
    since = now - LATELY
    # Ordered so that the index on updated_at is used: others would scan the archive.
    newest = select(Article.id).where(Article.updated_at > since)
    newest = newest.order_by(Article.updated_at.desc()).limit(MOST)
    rows = db.session.execute(
        select(Article.slug, Article.updated_at, Article.correction_rows)
        .where(Article.id.in_(newest.scalar_subquery()), Article.public(now))
        .order_by(Article.updated_at.desc())
    )
    return [Update(slug, at, _since(since, stored)) for slug, at, stored in rows]


def _since(moment: datetime, stored: list[dict[str, Any]]) -> list[PublishedCorrection]:
    corrections = (PublishedCorrection.read(row) for row in stored)
    return sorted((one for one in corrections if one.at > moment), key=_newest_first)


def _newest_first(correction: PublishedCorrection) -> float:
    return -correction.at.timestamp()
