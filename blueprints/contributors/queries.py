"""The contributors readers can see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import defer, joinedload

from extensions import db
from models.stories.article import Article
from models.stories.placement import Byline
from models.taxonomy.contributor import Contributor


def contributors_in_print(now: datetime) -> Sequence[Contributor]:
    """By name, with portraits. Excludes people named only in unpublished stories."""
    public = (
        exists()
        .where(Byline.contributor_id == Contributor.id, Byline.published_at <= now)
        .where(Article.id == Byline.article_id, Article.public(now))
    )
    named = select(Contributor).where(public).order_by(Contributor.name)
    light = (defer(Contributor.biography), joinedload(Contributor.portrait))
    return db.session.scalars(named.options(*light)).all()
