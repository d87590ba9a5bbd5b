"""Contributors and topics that public stories name.

Others stay hidden, because they would reveal unpublished stories.
"""

from datetime import datetime

from sqlalchemy import exists, select

from extensions import db
from models.listing.listing import FILTERS
from models.stories.article import Article

Names = list[tuple[str, str]]  # slug and display name
LINKS = {name: link for name, *link in FILTERS}


def public_names(
    taxonomy: str, now: datetime, *, slug: str | None = None, limit: int | None = None
) -> Names:
    """All "contributor"s or "topic"s by name, or the one with this slug. One query."""
    link, column, model = LINKS[taxonomy]
    named = exists().where(
        column == model.id,
        link.published_at <= now,
        Article.id == link.article_id,
        Article.public(now),
        Article.kind != "page",
    )
    rows = select(model.slug, model.name).where(named)
    if slug is not None:
        rows = rows.where(model.slug == slug)
    found = db.session.execute(rows.order_by(model.name, model.id).limit(limit))
    return [(slug, name) for slug, name in found]
