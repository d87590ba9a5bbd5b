"""Stories that can be added to the front page."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from extensions import db
from models.stories.article import Article
from models.stories.story_words import has_words

MOST_COMING, MOST_PUBLIC = 5, 10


def candidates(words: str, now: datetime) -> list[Article]:
    """The next scheduled stories, then the newest public ones. Three queries."""
    stories = (
        select(Article)
        .where(Article.kind.in_(("article", "brief")), *has_words(words))
        .options(joinedload(Article.lead_picture))
    )
    is_coming = and_(Article.status == "published", Article.published_at > now)
    coming = stories.where(is_coming).order_by(Article.published_at, Article.id)
    public = stories.where(Article.public(now)).order_by(
        Article.published_at.desc(), Article.id.desc()
    )
    return [
        *db.session.scalars(coming.limit(MOST_COMING)),
        *db.session.scalars(public.limit(MOST_PUBLIC)),
    ]
