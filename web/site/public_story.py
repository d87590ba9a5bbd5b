"""Finds the public story at a URL, for its page and for other sites."""

from datetime import datetime

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.stories.article import Article
from models.stories.placement import ArticleTopic

READABLE = ("article", "brief")


def public_story(slug: str, now: datetime) -> Article:
    """Aborts with 404, or with 410 for a withdrawn story."""
    here = select(Article).where(Article.slug == slug, Article.kind.in_(READABLE))
    along = (
        joinedload(Article.lead_picture),
        # With an inner join, SQLite would first join the topics of all articles.
        joinedload(Article.topic_links).joinedload(ArticleTopic.topic, innerjoin=False),
    )
    shown = db.session.scalars(here.where(Article.public(now)).options(*along))
    found = shown.unique().one_or_none()
    if found is None:
        abort(410 if db.session.scalar(here.where(Article.is_withdrawn())) else 404)
    return found
