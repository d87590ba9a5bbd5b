"""Sample URLs of every public page, for the benchmark and for tests."""

from collections.abc import Iterator, Sequence
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

NEEDED = {"url"}  # required query parameters

# These answer 404 until a newsletter has an archive with issues.
OF_AN_ARCHIVE = {
    *("newsletter.archive.index", "feeds.issues.rss", "feeds.issues.atom"),
}

# `to` is a cursor in a stream, but a day in a search. This name is for the latter.
LAST_DAY = "from … to"


class NoSample(Exception):
    """Samples has no value for a parameter of a public URL."""


@dataclass(frozen=True)
class Samples:
    """Parameters that lead to existing rows.

    `path` maps (blueprint, argument) to values, `query` maps names to a value. Each
    page is sampled with the first and last path, and with each query parameter.
    """

    path: dict[tuple[str, str], list[str]]
    query: dict[str, str]

    def of_path(self, rule: Rule) -> Iterator[dict[str, str]]:
        """Path arguments; nothing if there is no such row. Raises NoSample."""
        if not all(self._values(rule, name) for name in rule.arguments):
            return
        yield self._path(rule, 0)
        if any(len(self._values(rule, name)) > 1 for name in rule.arguments):
            yield self._path(rule, -1)

    def of_query(self, page: Public) -> Iterator[dict[str, str]]:
        """Only the required parameters, then each other one added by itself."""
        needed = {name: self.query[name] for name in NEEDED & page.parameters}
        yield needed
        for name in sorted(page.parameters - NEEDED):
            is_day = name == "to" and "from" in page.parameters
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
    """Pairs of a stable name and a URL, for every public page. Raises NoSample."""
    samples = read_samples(now)
    has_archive = bool(samples.path["newsletter", "slug"])
    build = app.url_map.bind("").build
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        page = policy_of(rule.endpoint, app).public
        if page is None or (rule.endpoint in OF_AN_ARCHIVE and not has_archive):
            continue
        for number, path in enumerate(samples.of_path(rule), 1):
            for query in samples.of_query(page):
                name = " ".join((rule.endpoint, *query, "of few" * (number > 1)))
                yield name.strip(), build(rule.endpoint, path | query)


@dataclass(frozen=True)
class Rows:
    """Existing rows, as slugs except for stories; taxonomies by number of articles."""

    newest: Sequence[Article]
    middle: Article
    pages: list[str]
    writers: list[str]
    topics: list[str]
    regions: list[str]


def read_samples(now: datetime) -> Samples:
    newest = Listing().query(now)
    page = select(Article.slug).where(Article.public(now), Article.kind == "page")
    rows = Rows(
        newest=db.session.scalars(newest.limit(12)).all(),
        middle=db.session.scalars(newest.offset(_count(newest) // 2).limit(1)).one(),
        pages=list(db.session.scalars(page.limit(1))),
        writers=_busiest_first(Contributor, Byline, Byline.contributor_id),
        topics=_busiest_first(Topic, ArticleTopic, ArticleTopic.topic_id),
        regions=_busiest_first(Region, ArticleRegion, ArticleRegion.region_id),
    )
    return Samples(path=_paths(rows), query=_queries(rows))


def _paths(rows: Rows) -> dict[tuple[str, str], list[str]]:
    busiest, quietest = rows.writers[0], rows.writers[-1]
    issues = db.session.scalars(archived().limit(1)).all()
    newsletters = [issue.newsletter.slug for issue in issues]
    return {
        ("articles", "slug"): [rows.newest[0].slug],
        ("contributors", "slug"): [busiest, quietest],
        ("discovery", "key"): [read_newsroom().indexnow_key],
        ("discovery", "month"): [f"{rows.middle.published_at:%Y-%m}"],
        ("embeds", "place"): ["latest"],
        ("embeds", "slug"): [rows.newest[0].slug],
        ("feeds", "place"): ["latest", f"regions/{rows.regions[0]}/latest"],
        ("feeds", "slug"): newsletters,
        ("latest", "place"): ["latest", f"contributors/{quietest}/latest"],
        ("newsletter", "number"): [str(issue.id) for issue in issues],
        ("newsletter", "slug"): newsletters,
        ("pages", "slug"): rows.pages,
        ("regions", "slug"): rows.regions[:1],
        ("topics", "slug"): rows.topics[:1],
    }


def _queries(rows: Rows) -> dict[str, str]:
    return {
        "after": str(Cursor.at(rows.middle)),
        "before": "1000000",
        "content": "summary",
        "contributor": rows.writers[0],
        "form": "frame",
        "format": "xml",
        "from": "2020-01-01",
        "kind": "all",
        "layout": "picture",
        "maxheight": "400",
        "maxwidth": "400",
        "number": "30",
        "open": ",".join(story.slug for story in rows.newest[-2:]),
        "q": "river",
        "region": rows.regions[0],
        "theme": "dark",
        "to": str(Cursor.at(rows.newest[5])),
        LAST_DAY: "2040-01-01",
        "topic": rows.topics[0],
        "url": absolute(f"/articles/{rows.newest[0].slug}"),
    }


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _busiest_first(taxonomy: Any, link: Any, column: Any) -> list[str]:
    """Slugs, beginning with the one that has the most articles."""
    slugs = (
        select(taxonomy.slug)
        .join(link, column == taxonomy.id)
        .group_by(taxonomy.id, taxonomy.slug)
    )
    return list(db.session.scalars(slugs.order_by(func.count().desc(), taxonomy.id)))
