"""Addresses of every public page: measured by bench, counted in the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select, func, select
from werkzeug.routing import Rule

from extensions import db
from models.listing.cursor import Cursor
from models.listing.listing import Listing
from models.newsletter.archive import archived
from models.setting import read_newsroom
from models.stories.article import Article
from models.stories.placement import ArticleRegion, ArticleTopic, Byline
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from web.policy import Public, policy_of
from web.site.structured_data import absolute

NEEDED = {"url"}  # parameters without which an address is nothing

# Not found until a newsletter has past issues that are public.
OF_AN_ARCHIVE = {
    *("newsletter.archive.index", "feeds.issues.rss", "feeds.issues.atom"),
}

# Of a stream `to` is a place, but of a search it is a day.
LAST_DAY = "from … to"


class NoSample(Exception):
    """A public address has a part for which there is no value in Samples."""


@dataclass(frozen=True)
class Samples:
    """Values of rows that exist: `path` by blueprint and argument, `query` by name.

    A page is asked for once with each value of its path and of its query.
    """

    path: dict[tuple[str, str], list[str]]
    query: dict[str, str]

    def of_path(self, rule: Rule) -> Iterator[dict[str, str]]:
        """None if there is no such row; raises NoSample."""
        if not all(self._values(rule, name) for name in rule.arguments):
            return
        yield self._path(rule, 0)
        if any(len(self._values(rule, name)) > 1 for name in rule.arguments):
            yield self._path(rule, -1)

    def of_query(self, mark: Public) -> Iterator[dict[str, str]]:
        """The address without a query, then each parameter by itself."""
        needed = {name: self.query[name] for name in NEEDED & mark.parameters}
        yield needed
        for name in sorted(mark.parameters - NEEDED):
            is_day = name == "to" and "from" in mark.parameters
            key = LAST_DAY if is_day else name
            if key not in self.query:
                raise NoSample(f"?{name}=")
            yield needed | {name: self.query[key]}

    def _path(self, rule: Rule, which: int) -> dict[str, str]:
        return {name: self._values(rule, name)[which] for name in rule.arguments}

    def _values(self, rule: Rule, name: str) -> list[str]:
        blueprint = rule.endpoint.partition(".")[0]
        if (blueprint, name) not in self.path:
            raise NoSample(f"{rule.endpoint}: <{name}>")
        return self.path[blueprint, name]


def addresses(app: Flask, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, address) of every public page, the names always the same.

    Raises NoSample.
    """
    samples = read_samples(now)
    has_archive = bool(samples.path["newsletter", "slug"])
    build = app.url_map.bind("").build
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        mark = policy_of(rule.endpoint, app).public
        if mark is None or (rule.endpoint in OF_AN_ARCHIVE and not has_archive):
            continue
        for number, path in enumerate(samples.of_path(rule), 1):
            for query in samples.of_query(mark):
                name = " ".join((rule.endpoint, *query, "of few" * (number > 1)))
                yield name.strip(), build(rule.endpoint, path | query)


def read_samples(now: datetime) -> Samples:
    newest = Listing().query(now)
    stories = db.session.scalars(newest.limit(12)).all()
    middle = db.session.scalars(newest.offset(_count(newest) // 2).limit(1)).one()
    page = select(Article.slug).where(Article.public(now), Article.kind == "page")
    writers = _busiest_first(Contributor, Byline, Byline.contributor_id)
    topics = _busiest_first(Topic, ArticleTopic, ArticleTopic.topic_id)
    regions = _busiest_first(Region, ArticleRegion, ArticleRegion.region_id)
    past = db.session.scalars(archived().limit(1)).all()
    return Samples(
        path={
            ("articles", "slug"): [stories[0].slug],
            ("embeds", "slug"): [stories[0].slug],
            ("contributors", "slug"): [writers[0], writers[-1]],
            ("embeds", "place"): ["latest"],
            ("discovery", "key"): [read_newsroom().indexnow_key],
            ("discovery", "month"): [f"{middle.published_at:%Y-%m}"],
            ("feeds", "slug"): [one.newsletter.slug for one in past],
            ("newsletter", "slug"): [one.newsletter.slug for one in past],
            ("newsletter", "number"): [str(one.id) for one in past],
            ("pages", "slug"): list(db.session.scalars(page.limit(1))),
            ("regions", "slug"): regions[:1],
            ("topics", "slug"): topics[:1],
            ("feeds", "place"): ["latest", f"regions/{regions[0]}/latest"],
            ("latest", "place"): ["latest", f"contributors/{writers[-1]}/latest"],
        },
        query={
            "before": "1000000",
            "after": str(Cursor.at(middle)),
            "content": "summary",
            "contributor": writers[0],
            "form": "frame",
            "format": "xml",
            "kind": "all",
            "layout": "picture",
            "maxheight": "400",
            "maxwidth": "400",
            "number": "30",
            "q": "river",
            "from": "2020-01-01",
            LAST_DAY: "2040-01-01",
            "open": ",".join(story.slug for story in stories[-2:]),
            "region": regions[0],
            "theme": "dark",
            "to": str(Cursor.at(stories[5])),
            "topic": topics[0],
            "url": absolute(f"/articles/{stories[0].slug}"),
        },
    )


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _busiest_first(taxonomy: Any, link: Any, column: Any) -> list[str]:
    """Slugs, the one with the most articles first."""
    slugs = (
        select(taxonomy.slug)
        .join(link, column == taxonomy.id)
        .group_by(taxonomy.id, taxonomy.slug)
    )
    return list(db.session.scalars(slugs.order_by(func.count().desc(), taxonomy.id)))
