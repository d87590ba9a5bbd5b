"""A story as readers would see it, built from its draft, outside the session."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from extensions import db
from models.listing.line import Line
from models.pictures.picture import Picture
from models.stories.article import Article
from models.stories.content import PLACEMENT_LISTS, Content

PLAIN = ("kind", "slug", "headline", "dek", "seo_title", "seo_description")
KEPT = ("id", "updated_at", "corrected_at", "correction_rows")


def preview_of(article: Article, content: Content, now: datetime) -> Article:
    """A transient article: nothing of it is ever stored."""
    shown = Article(
        **{name: getattr(content, name) for name in PLAIN},
        **{name: getattr(article, name) for name in KEPT},
        status="published",
        published_at=article.published_at or now,
    )
    shown.write(content.opening, content.rest)
    for name, (_, _, taxonomy) in PLACEMENT_LISTS.items():
        setattr(shown, name, _in_order(taxonomy, getattr(content, name)))
    pictures = _in_order(Picture, (content.lead_picture or 0,))
    shown.lead_picture = pictures[0] if pictures else None
    return shown


def line_of(shown: Article) -> Line:
    """Its line in a short list."""
    assert shown.published_at
    label = shown.label
    return Line(
        id=shown.id,
        slug=shown.slug,
        headline=shown.headline,
        published_at=shown.published_at,
        corrected_at=shown.corrected_at,
        region_name=label.name if label else None,
        hue=label.hue if label else None,
    )


def _in_order(taxonomy: Any, ids: tuple[int, ...]) -> list[Any]:
    if not any(ids):
        return []
    rows = db.session.scalars(select(taxonomy).where(taxonomy.id.in_(ids)))
    known = {row.id: row for row in rows}
    return [known[id_] for id_ in ids if id_ in known]
