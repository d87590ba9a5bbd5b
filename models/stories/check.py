"""Checks before publication: problems that block it, and warnings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.pictures.picture import Picture
from models.pictures.picture_use import pictures_of
from models.stories.article import Article
from models.stories.checks import fields, links, pictures, text
from models.stories.checks.story import Check, Facts, Rule, Story
from models.stories.content import Content

RULES: tuple[Rule, ...] = (*fields.RULES, *text.RULES, *pictures.RULES, *links.RULES)
MOST_SCHEDULED = 20


def checks_of(read: Story, facts: Facts) -> list[Check]:
    """Blocking checks first, then in the form's order."""
    story = replace(read, facts=facts)
    found = [check for rule in RULES for check in rule(story)]
    return sorted(found, key=lambda check: not check.blocks)


def read_facts(
    content: Content, article_id: int, dead_links: frozenset[str] = frozenset()
) -> Facts:
    """At most two queries. The caller passes dead links, as models know no routes."""
    return Facts(
        pictures=_pictures([content]),
        dead_links=dead_links,
        has_namesake=_has_namesake(content.headline, article_id),
    )


def blocking(story: Story, facts: Facts | None = None) -> list[Check]:
    """The checks that block publication."""
    facts = facts or Facts(pictures=_pictures([story.content]))
    return [check for check in checks_of(story, facts) if check.blocks]


def failed_checks_of_scheduled(now: datetime) -> list[tuple[Article, list[Check]]]:
    """The next scheduled stories that have blocking checks."""
    coming = (
        select(Article)
        .where(Article.status == "published", Article.published_at > now)
        .order_by(Article.published_at, Article.id)
        .limit(MOST_SCHEDULED)
        .options(joinedload(Article.lead_picture))
    )
    stories = list(db.session.scalars(coming))
    contents = [Content.of(story) for story in stories]
    facts = Facts(pictures=_pictures(contents))
    failed = [blocking(Story.read(content), facts) for content in contents]
    return [pair for pair in zip(stories, failed, strict=True) if pair[1]]


def _pictures(contents: Iterable[Content]) -> dict[int, Picture]:
    ids = {id_ for content in contents for id_ in pictures_of(content)}
    if not ids:
        return {}
    found = db.session.scalars(select(Picture).where(Picture.id.in_(ids)))
    return {picture.id: picture for picture in found}


def _has_namesake(headline: str, article_id: int) -> bool:
    if not headline.strip():
        return False
    same = select(Article.id).where(
        Article.headline == headline,
        Article.id != article_id,
        Article.status != "withdrawn",
    )
    return db.session.scalar(same.limit(1)) is not None
