"""The topics readers can see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from extensions import db
from models.stories.article import Article
from models.stories.placement import ArticleTopic
from models.taxonomy.topic import Topic


def topics_in_use(now: datetime) -> Sequence[Topic]:
    """By name. Excludes topics without a public story: they may be about the next."""
    link = ArticleTopic
    public = (
        exists()
        .where(link.topic_id == Topic.id, link.published_at <= now)
        .where(Article.id == link.article_id, Article.public(now))
    )
    return db.session.scalars(select(Topic).where(public).order_by(Topic.name)).all()
