"""The article at an address."""

from datetime import datetime

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models.article import Article

READABLE = ("article", "brief")


def published_article(slug: str, now: datetime) -> Article:
    """Aborts with 404, or with 410 for what was withdrawn."""
    here = select(Article).where(Article.slug == slug, Article.kind.in_(READABLE))
    along = (
        joinedload(Article.lead_picture),
        joinedload(Article.social_picture),
        # Joined as well, SQLite would look through the topics of all articles first.
        selectinload(Article.topic_links),
    )
    shown = here.where(Article.public(now)).options(*along)
    found = db.session.scalars(shown).one_or_none()
    if found is None:
        abort(410 if db.session.scalar(here.where(Article.is_withdrawn())) else 404)
    return found
