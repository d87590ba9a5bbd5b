"""Addresses of every public page: what is measured here and counted in the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, url_for
from sqlalchemy import Select, func, select

from extensions import db
from models.article import Article
from models.contributor import Contributor
from models.listing import Cursor, Listing
from models.placement import ArticleTopic, Byline
from models.region import Region
from models.topic import Topic
from web.public import Public

Values = dict[str, str]


class NoSample(Exception):
    """A public endpoint that SAMPLES does not know."""


@dataclass(frozen=True)
class Samples:
    """Slugs of rows that exist; `deep` is the cursor half-way down the list."""

    article: str
    opened: str
    page: str
    region: str
    topic: str
    busy_writer: str
    lone_writer: str
    deep: str


def addresses(app: Flask, now: datetime) -> Iterator[tuple[str, str, str]]:
    """(endpoint, what is asked of it, address). Raises NoSample."""
    samples = _values(_read_samples(now))
    for endpoint in public_endpoints(app):
        if endpoint not in samples:
            raise NoSample(f"{endpoint}: give bench/addresses.py values for it.")
        for values in samples[endpoint]:
            with app.test_request_context():
                address = url_for(endpoint, **values)  # type: ignore[arg-type]
            asked = "&".join(name for name in values if name != "slug")
            yield endpoint, asked, address


def public_endpoints(app: Flask) -> list[str]:
    views = app.view_functions.items()
    return sorted(name for name, view in views if mark(view))


def mark(view: Any) -> Public | None:
    found: Public | None = getattr(view, "public", None)
    return found


def _values(s: Samples) -> dict[str, list[Values]]:
    article, region, topic = {"slug": s.article}, {"slug": s.region}, {"slug": s.topic}
    after, opened = {"after": s.deep}, {"open": s.opened}
    return {
        "articles.rest": [article],
        "articles.show": [article, article | after, article | opened],
        "articles.stream": [article | after],
        "briefs.index": [{}, after],
        "contributors.show": [
            {"slug": s.busy_writer},
            {"slug": s.busy_writer} | after,
            {"slug": s.lone_writer},
        ],
        "front.index": [{}, after, opened],
        "front.stream": [after],
        "latest.index": [{}, after],
        "latest.list": [{}, {"size": "page"}],
        "newsletter.confirmed": [{}],
        "newsletter.new": [{}],
        "newsletter.sent": [{}],
        "pages.show": [{"slug": s.page}],
        "regions.index": [{}],
        "regions.show": [region, region | after],
        "topics.show": [topic, topic | after],
    }


def _read_samples(now: datetime) -> Samples:
    newest = Listing().query(now)
    stories = db.session.scalars(newest.limit(12)).all()
    middle = db.session.scalar(newest.offset(_count(newest) // 2).limit(1))
    assert middle is not None
    writers = _busiest_first(Contributor, Byline, Byline.contributor_id)
    topics = _busiest_first(Topic, ArticleTopic, ArticleTopic.topic_id)
    page = select(Article.slug).where(Article.public(now), Article.kind == "page")
    return Samples(
        article=stories[0].slug,
        opened=",".join(story.slug for story in stories[-2:]),
        page=_first(page.order_by(Article.slug)),
        region=_first(select(Region.slug).order_by(Region.position, Region.id)),
        topic=topics[0],
        busy_writer=writers[0],
        lone_writer=writers[-1],
        deep=str(Cursor.at(middle)),
    )


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _first(query: Select[str]) -> str:
    return db.session.scalars(query.limit(1)).one()


def _busiest_first(noun: Any, link: Any, column: Any) -> list[str]:
    """Slugs, the one with the most articles first."""
    slugs = select(noun.slug).join(link, column == noun.id).group_by(noun.id, noun.slug)
    return list(db.session.scalars(slugs.order_by(func.count().desc(), noun.id)))
