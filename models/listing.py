"""One list, many representations: a Listing says which articles, in which order."""

import base64
import binascii
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, load_only

from extensions import db
from models.article import Article
from models.contributor import Contributor
from models.placement import ArticleRegion, ArticleTopic, Byline, Placement
from models.region import Region
from models.topic import Topic

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PACKED = struct.Struct(">qI")  # microseconds since the epoch, article id
ROW = load_only(
    Article.kind,
    Article.slug,
    Article.headline,
    Article.dek,
    Article.word_count,
    Article.published_at,
    Article.updated_at,
)


class BadCursor(ValueError):
    """The cursor in an address is not one of ours."""


@dataclass(frozen=True)
class Cursor:
    """A place in a list: after an article, whatever is published meanwhile."""

    published_at: datetime
    article_id: int

    @classmethod
    def at(cls, listed: "Article | Line") -> Self:
        assert listed.published_at is not None
        return cls(listed.published_at, listed.id)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadCursor."""
        try:
            microseconds, article_id = PACKED.unpack(
                base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
            )
            return cls(EPOCH + timedelta(microseconds=microseconds), article_id)
        except (ValueError, binascii.Error, struct.error, OverflowError) as error:
            raise BadCursor(text) from error

    def __str__(self) -> str:
        since = (self.published_at - EPOCH) // timedelta(microseconds=1)
        packed = PACKED.pack(since, self.article_id)
        return base64.urlsafe_b64encode(packed).decode()


@dataclass(frozen=True)
class ListingPage:
    """Some articles and, if there are more, the cursor that leads to them."""

    articles: list[Article]
    next_cursor: Cursor | None


@dataclass(frozen=True)
class Line:
    """One row of a short list: a headline, where it leads, its time and its label."""

    id: int
    slug: str
    headline: str
    published_at: datetime
    region_name: str | None
    hue: int | None


@dataclass(frozen=True)
class LinePage:
    lines: list[Line]
    next_cursor: Cursor | None


@dataclass(frozen=True)
class Listing:
    """A filter, an order (newest first) and a cursor.

    Regions, contributors and topics are given by slug. `kind` None means articles and
    briefs. No page is longer than `MOST`.
    """

    kind: str | None = "article"
    region: str | None = None
    contributor: str | None = None
    topic: str | None = None
    after: Cursor | None = None
    leaving_out: frozenset[int] = frozenset()
    limit: int = 20

    MOST = 60

    def page(self, now: datetime, *, whole: bool = False) -> ListingPage:
        """One query, pictures included; `whole` loads the bodies too.

        Regions and bylines come from `load_placements`, once for all lists of a page.
        """
        limit = min(self.limit, self.MOST)
        loaded = () if whole else (ROW,)
        query = self.query(now).limit(limit + 1)
        found = list(
            db.session.scalars(query.options(joinedload(Article.lead_picture), *loaded))
        )
        more = len(found) > limit > 0
        return ListingPage(found[:limit], Cursor.at(found[limit - 1]) if more else None)

    def lines(self, now: datetime) -> LinePage:
        """The same list as short rows, in one query."""
        lines = side_by_side([replace(self, limit=self.limit + 1)], now)[0]
        more = len(lines) > self.limit
        last = lines[self.limit - 1] if more else None
        return LinePage(lines[: self.limit], Cursor.at(last) if last else None)

    def reaching(self, place: Cursor, now: datetime) -> Self:
        """The same list, made long enough to show the article at `place`."""
        down_to = (place.published_at, place.article_id)
        above = self.query(now).where(tuple_(*self._order()) >= down_to)
        ids = above.with_only_columns(Article.id).limit(self.MOST)
        return replace(self, limit=max(self.limit, len(db.session.scalars(ids).all())))

    def query(self, now: datetime) -> Select[Article]:
        """The articles in order, without a limit."""
        query = select(Article).where(Article.public(now), self._kinds())
        for number, (link, is_placed) in enumerate(self._placements()):
            joined = and_(link.article_id == Article.id, is_placed)
            query = (
                query.where(exists().where(joined))
                if number
                else query.join(link, joined)
            )
        if self.leaving_out:
            query = query.where(Article.id.not_in(self.leaving_out))
        if self.after:
            place = (self.after.published_at, self.after.article_id)
            query = query.where(tuple_(*self._order()) < place)
        return query.order_by(*(column.desc() for column in self._order()))

    def _kinds(self) -> ColumnElement[bool]:
        if self.kind is None:
            return Article.kind.in_(("article", "brief"))
        return Article.kind == self.kind

    def _placements(self) -> list[tuple[type[Placement], ColumnElement[bool]]]:
        """The tables this list is filtered by; the first one orders it."""
        return [
            (link, column == select(noun.id).where(noun.slug == slug).scalar_subquery())
            for slug, link, column, noun in (
                (self.contributor, Byline, Byline.contributor_id, Contributor),
                (self.topic, ArticleTopic, ArticleTopic.topic_id, Topic),
                (self.region, ArticleRegion, ArticleRegion.region_id, Region),
            )
            if slug is not None
        ]

    def _order(self) -> tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]:
        placements = self._placements()
        if placements:
            link = placements[0][0]
            return link.published_at, link.article_id
        return Article.published_at, Article.id


def side_by_side(listings: list[Listing], now: datetime) -> list[list[Line]]:
    """Several short lists, all in one query."""
    lists: list[list[Line]] = [[] for _ in listings]
    if listings:
        parts = [_numbered(number, one, now) for number, one in enumerate(listings)]
        for number, *line in db.session.execute(union_all(*parts)):
            lists[number].append(Line(*line))
    # A union promises no order, whatever its parts were ordered by.
    return [sorted(lines, key=_newest_first) for lines in lists]


def _newest_first(line: Line) -> tuple[float, int]:
    return -line.published_at.timestamp(), -line.id


def _numbered(number: int, listing: Listing, now: datetime) -> Select[Any]:
    """A list's lines, each with the list's number before it and its label behind."""
    label = aliased(ArticleRegion)
    lines = (
        listing.query(now)
        .outerjoin(label, and_(label.article_id == Article.id, label.position == 0))
        .outerjoin(Region, Region.id == label.region_id)
        .with_only_columns(
            literal(number).label("list"),
            Article.id,
            Article.slug,
            Article.headline,
            Article.published_at,
            Region.name,
            Region.hue,
        )
        .limit(listing.limit)
    )
    return select(lines.subquery())
