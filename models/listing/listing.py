"""Listings: which articles, in which order. Pages, feeds and embeds render them."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, joinedload, load_only
from sqlalchemy.types import TypeEngine

from extensions import db
from models.base import UTCDateTime
from models.listing.cursor import EPOCH, Cursor
from models.listing.search.findable import Findable
from models.listing.search.found import is_found, values_of
from models.listing.search.terms import SearchTerms
from models.stories.article import Article
from models.stories.placement import ArticleRegion, ArticleTopic, Byline, Placement
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

ROW = load_only(
    Article.kind,
    Article.slug,
    Article.headline,
    Article.dek,
    Article.word_count,
    Article.published_at,
    Article.updated_at,
    Article.corrected_at,
)
FILTERS: tuple[tuple[str, type[Placement], Any, Any], ...] = (
    ("contributor", Byline, Byline.contributor_id, Contributor),
    ("topic", ArticleTopic, ArticleTopic.topic_id, Topic),
    ("region", ArticleRegion, ArticleRegion.region_id, Region),
)
TYPES: dict[str, TypeEngine[Any]] = {
    **dict.fromkeys(("since", "until"), UTCDateTime()),
    **dict.fromkeys(("contributor", "topic", "region"), String()),
    "leaving_out": Integer(),
    "after_at": UTCDateTime(),
    "after_id": Integer(),
    "limit": Integer(),
}
CARDS = 13  # one large card plus a number that fills rows of two and of three
KEPT_QUERIES = 128  # of different shapes; a few dozen are in use


@dataclass(frozen=True)
class ListingPage:
    """Some articles and, if there are more, the cursor to the next page."""

    articles: list[Article]
    next_cursor: Cursor | None


@dataclass(frozen=True)
class Listing:
    """A filter, an order (newest first) and a cursor.

    Regions, contributors and topics are slugs. `kind` None means articles and briefs,
    plus static pages if `with_pages`. `since` and `until` are inclusive. A page has at
    most `MOST` articles.
    """

    kind: str | None = "article"
    with_pages: bool = False
    region: str | None = None
    contributor: str | None = None
    topic: str | None = None
    words: SearchTerms | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: Cursor | None = None
    leaving_out: frozenset[int] = frozenset()
    limit: int = 20

    MOST = 60

    def page(self, now: datetime, *, whole: bool = False) -> ListingPage:
        """One query, lead pictures included; `whole` loads the bodies too.

        Placements and pictures in texts load on first use, for all the request's
        stories at once.
        """
        limit = min(self.limit, self.MOST)
        query = _page_query(self.shape(), whole)
        values = replace(self, limit=limit + 1).values(now)
        found = list(db.session.scalars(query, values))
        more = len(found) > limit > 0
        return ListingPage(found[:limit], Cursor.at(found[limit - 1]) if more else None)

    def is_empty(self, now: datetime) -> bool:
        """Whether the whole list is empty, ignoring the cursor."""
        return not replace(self, after=None, limit=1).page(now).articles

    def reaching(self, place: Cursor, now: datetime) -> Self:
        """The same list, long enough to include the article at `place`."""
        down_to = (place.published_at, place.article_id)
        above = self.query(now).where(tuple_(*self._order()) >= down_to)
        ids = above.with_only_columns(Article.id).limit(self.MOST)
        return replace(self, limit=max(self.limit, len(db.session.scalars(ids).all())))

    def query(self, now: datetime, prefix: str = "") -> Select[Article]:
        """The articles in order, without a limit.

        All values are parameters, named as in `values` plus `prefix`, so the statement
        can be cached: building it takes longer than running it.
        """
        values = self.values(now).items()
        given = {n: bound(n, v, prefix) for n, v in values if n in TYPES}
        until: Any = given["until"]
        query = select(Article).where(Article.public(until), self._kinds())
        for number, (name, link, column, taxonomy) in enumerate(self._filters()):
            named = (
                select(taxonomy.id)
                .where(taxonomy.slug == given[name])
                .scalar_subquery()
            )
            joined = and_(link.article_id == Article.id, column == named)
            if number:
                query = query.where(exists().where(joined))
            else:
                # Redundant, but lets the scan of the ordering index start here.
                query = query.join(link, joined).where(link.published_at <= until)
        if self.words is not None:
            if not self._filters():
                known = Findable.article_id == Article.id
                query = query.join(Findable, known).where(
                    Findable.published_at <= until
                )
            query = query.where(is_found(self.words, self._order()[1], prefix))
        if self.since:
            query = query.where(self._order()[0] >= given["since"])
        if self.leaving_out:
            query = query.where(Article.id.not_in(given["leaving_out"]))
        if self.after:
            place = tuple_(given["after_at"], given["after_id"])
            query = query.where(tuple_(*self._order()) < place)
        return query.order_by(*(column.desc() for column in self._order()))

    def values(self, now: datetime) -> dict[str, Any]:
        """The parameters of `query`, by name."""
        after = self.after or Cursor(now, 0)
        return {
            # Nothing after a cursor is newer, so the index scan can start there too.
            "until": min(now, after.published_at, self.until or now),
            "contributor": self.contributor,
            "topic": self.topic,
            "region": self.region,
            "leaving_out": sorted(self.leaving_out),
            "after_at": after.published_at,
            "after_id": after.article_id,
            "limit": self.limit,
            # All lists have the parameters above; each further one would slow them all.
            **({"since": self.since} if self.since else {}),
            **({} if self.words is None else values_of(self.words)),
        }

    def shape(self) -> Self:
        """A cache key, equal for lists whose queries differ only in their values."""
        return replace(
            self,
            region=self.region and "…",
            contributor=self.contributor and "…",
            topic=self.topic and "…",
            words=self.words and self.words.shape(),
            since=self.since and EPOCH,
            until=None,
            after=self.after and Cursor(EPOCH, 0),
            leaving_out=frozenset({0}) if self.leaving_out else frozenset(),
            limit=0,
        )

    def _kinds(self) -> ColumnElement[bool]:
        if self.kind is None:
            pages = ("page",) if self.with_pages else ()
            return Article.kind.in_(("article", "brief", *pages))
        return Article.kind == self.kind

    def _filters(self) -> list[tuple[str, type[Placement], Any, Any]]:
        """The FILTERS that are set; the first one's table orders the list."""
        return [row for row in FILTERS if getattr(self, row[0]) is not None]

    def _order(self) -> tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]:
        for _, link, *_ in self._filters():
            return link.published_at, link.article_id
        if self.words is not None:
            return Findable.published_at, Findable.article_id
        return Article.published_at, Article.id


@lru_cache(KEPT_QUERIES)
def _page_query(shape: Listing, whole: bool) -> Select[Article]:  # noqa: FBT001
    query = shape.query(EPOCH).limit(bound("limit", 0))
    loaded = () if whole else (ROW,)
    return query.options(joinedload(Article.lead_picture), *loaded)


def bound(name: str, value: Any, prefix: str = "") -> BindParameter[Any]:
    """A parameter named as in `Listing.values`, plus `prefix`."""
    is_list = isinstance(value, list)
    return bindparam(prefix + name, value, TYPES[name], expanding=is_list)
