"""The contents of sitemaps: everything public, by month of publication."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from flask import current_app, url_for
from sqlalchemy import ColumnElement, Select, desc, func

from extensions import db
from models.listing.cursor import Cursor
from models.listing.listing import ROW, Listing
from models.newsletter.archive import MOST as MOST_ISSUES
from models.newsletter.archive import archived, archives
from models.stories.article import ENDPOINTS, Article
from models.taxonomy.public_names import public_names
from web.policy import policy_of
from web.site.context import site_context

MOST = 50_000  # URLs per sitemap file: https://www.sitemaps.org/protocol.html
MOST_NEWS = 1000
NEWS_LASTS = timedelta(days=2)
STORIES = Listing(kind=None)
NAMED = {"topic": "topics.show", "contributor": "contributors.show"}
CHANNEL, PART = re.compile("<channel:[^>]*>"), re.compile("<[^>]*>")
SPELLED = re.compile(
    r"([1-8]\d{3})-(0[1-9]|1[0-2])(?:-([2-9]|[1-9]\d{1,3}))?", re.ASCII
)


@dataclass(frozen=True)
class SitemapUrl:
    """One URL of a sitemap. `changed_at` is None if unknown."""

    path: str
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Month:
    """One month (UTC) of stories; a month above the limit has several parts."""

    year: int
    month: int
    part: int = 1

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None unless `str` could have produced it, so that each part has one URL."""
        found = SPELLED.fullmatch(text)
        return cls(*(int(part or 1) for part in found.groups())) if found else None

    def __str__(self) -> str:
        more = f"-{self.part}" if self.part > 1 else ""
        return f"{self.year:04}-{self.month:02}{more}"

    @property
    def begins_at(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime(
            self.year + self.month // 12, self.month % 12 + 1, 1, tzinfo=UTC
        )


def sitemap_parts(now: datetime) -> Iterator[SitemapUrl]:
    """The entries of the sitemap index: places first, then months, newest first."""
    yield SitemapUrl(url_for("discovery.sitemap_of_places"))
    counted = STORIES.query(now).with_only_columns(
        _month().label("month"),
        func.count(),
        func.max(Article.published_at),
        func.max(Article.updated_at),
    )
    # Grouped by label: PostgreSQL treats a repeated expression as a different one.
    by_month = counted.order_by(None).group_by("month").order_by(desc("month"))
    for key, count, *times in db.session.execute(by_month):
        first = Month(*map(int, key.split("-")))
        for part in range(1, math.ceil(count / MOST) + 1):
            month = str(replace(first, part=part))
            path = url_for("discovery.sitemap_of_month", month=month)
            yield SitemapUrl(path, max(filter(None, times)))


def stories_of(month: Month, now: datetime) -> list[SitemapUrl]:
    """The newest first."""
    listed = replace(STORIES, after=Cursor(month.ends_at, 0)).query(now)
    found = listed.where(Article.published_at >= month.begins_at)
    return _entries(found.offset((month.part - 1) * MOST))


def places(now: datetime) -> list[SitemapUrl]:
    """Everything but stories: lists, regions, topics, contributors, pages.

    Leaves out people and topics without a public story.
    """
    lists = ("front.index", "regions.index", "briefs.index", "feeds.index")
    found = [SitemapUrl(url_for(endpoint)) for endpoint in lists]
    found.append(SitemapUrl(url_for("latest.index", place="latest")))
    regions = site_context().regions
    found += [
        SitemapUrl(url_for("regions.show", slug=region.slug)) for region in regions
    ]
    found += _entries(Listing(kind="page").query(now))
    for taxonomy, endpoint in NAMED.items():
        slugs = sorted(slug for slug, _ in public_names(taxonomy, now, limit=MOST))
        found += [SitemapUrl(url_for(endpoint, slug=slug)) for slug in slugs]
    return (found + past_issues())[:MOST]


def past_issues() -> list[SitemapUrl]:
    """The newsletters' public archives, and the newest issues in them."""
    found = [
        SitemapUrl(url_for("newsletter.archive.newsletter", slug=one.slug))
        for one in archives()
    ]
    if found:
        found.insert(0, SitemapUrl(url_for("newsletter.archive.index")))
    for issue in db.session.scalars(archived().limit(MOST_ISSUES)):
        slug = issue.newsletter.slug
        path = url_for("newsletter.archive.show", slug=slug, number=issue.id)
        found.append(SitemapUrl(path, issue.finished_at))
    return found


def news(now: datetime) -> list[Article]:
    """The stories of the last two days, the newest first."""
    recent = STORIES.query(now).where(Article.published_at > now - NEWS_LASTS)
    return list(db.session.scalars(recent.options(ROW).limit(MOST_NEWS)))


def news_language(tag: str) -> str:
    """The code Google expects: ISO 639 without a region, except zh-cn and zh-tw."""
    language, *subtags = tag.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & {*subtags} else "zh-cn"


def fragment_patterns() -> list[str]:
    """RFC 9309 patterns for all fragment paths: exact, or with a query.

    A bare prefix would also block other pages, such as a story called "list-of-rivers".
    """
    paths = {
        PART.sub("*", CHANNEL.sub("*latest", rule.rule))
        for rule in current_app.url_map.iter_rules()
        if (public := policy_of(rule.endpoint).public) and public.page
    }
    return [f"{path}{end}" for path in sorted(paths) for end in ("$", "?")]


def _entries(stories: Select[Any]) -> list[SitemapUrl]:
    columns = (Article.kind, Article.slug, Article.published_at, Article.updated_at)
    rows = db.session.execute(stories.with_only_columns(*columns).limit(MOST))
    return [
        SitemapUrl(url_for(ENDPOINTS[kind], slug=slug), max(filter(None, times)))
        for kind, slug, *times in rows
    ]


def _month() -> ColumnElement[str]:
    if db.engine.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", Article.published_at), "YYYY-MM")
    return func.strftime("%Y-%m", Article.published_at)
