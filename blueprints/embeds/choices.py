"""What the builder page offers to choose from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from extensions import db
from models.article import Article
from models.contributor import Contributor
from models.placement import ArticleTopic, Byline
from models.topic import Topic
from web.furniture import furniture

FORMS = ("element", "frame", "links")
MOST_NAMES = 500  # of a kind; the page of any other leads here as well
Names = list[tuple[str, str]]  # slugs and what readers call them


@dataclass(frozen=True)
class Choices:
    regions: Names
    contributors: Names
    topics: Names


def read_choices(now: datetime) -> Choices:
    """Two queries."""
    return Choices(
        [(region.slug, region.name) for region in furniture().regions],
        _named_in_public(Contributor, Byline, Byline.contributor_id, now),
        _named_in_public(Topic, ArticleTopic, ArticleTopic.topic_id, now),
    )


def _named_in_public(noun: Any, link: Any, column: Any, now: datetime) -> Names:
    """Nobody is to learn whom or what the next stories will name."""
    placed = exists().where(column == noun.id, link.published_at <= now)
    story = placed.where(Article.id == link.article_id, Article.public(now))
    listed = story.where(Article.kind != "page")
    rows = select(noun.slug, noun.name).where(listed).order_by(noun.name)
    return [(slug, name) for slug, name in db.session.execute(rows.limit(MOST_NAMES))]
