"""Lines: short listings, several of which can be read in one query."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, literal, select, union_all
from sqlalchemy.orm import aliased

from extensions import db
from models.listing.cursor import EPOCH, Cursor
from models.listing.listing import KEPT_QUERIES, Listing, bound
from models.stories.article import Article, path_of
from models.stories.placement import ArticleRegion
from models.taxonomy.region import Region


@dataclass(frozen=True)
class Line:
    """One row of a short list: headline, link, times and label."""

    id: int
    slug: str
    headline: str
    published_at: datetime
    corrected_at: datetime | None
    region_name: str | None
    hue: int | None
    kind: str = "article"

    @property
    def path(self) -> str:
        return path_of(self.kind, self.slug)


@dataclass(frozen=True)
class LinePage:
    lines: list[Line]
    next_cursor: Cursor | None


def read_lines(listing: Listing, now: datetime) -> LinePage:
    """The articles of `listing.page` as lines, in one query."""
    limit = listing.limit
    lines = side_by_side([replace(listing, limit=limit + 1)], now)[0]
    last = lines[limit - 1] if len(lines) > limit else None
    return LinePage(lines[:limit], Cursor.at(last) if last else None)


def side_by_side(listings: list[Listing], now: datetime) -> list[list[Line]]:
    """Several short lists in one query."""
    lists: list[list[Line]] = [[] for _ in listings]
    if listings:
        query = _lines_query(tuple(listing.shape() for listing in listings))
        for number, *line in db.session.execute(query, _numbered(listings, now)):
            lists[number].append(Line(*line))
    # A UNION has no guaranteed order, even if its parts are ordered.
    return [sorted(lines, key=_newest_first) for lines in lists]


def _newest_first(line: Line) -> tuple[float, int]:
    return -line.published_at.timestamp(), -line.id


def _numbered(listings: list[Listing], now: datetime) -> dict[str, Any]:
    """All lists' parameters, each name prefixed with its list's number."""
    return {
        f"{number}_{name}": value
        for number, listing in enumerate(listings)
        for name, value in listing.values(now).items()
    }


@lru_cache(KEPT_QUERIES)
def _lines_query(shapes: tuple[Listing, ...]) -> CompoundSelect[Any]:
    return union_all(*(_lines(number, shape) for number, shape in enumerate(shapes)))


def _lines(number: int, shape: Listing) -> Select[Any]:
    """A list's lines with two more columns: the list's number first, the label last."""
    label = aliased(ArticleRegion)
    lines = (
        shape.query(EPOCH, f"{number}_")
        .outerjoin(label, and_(label.article_id == Article.id, label.position == 0))
        .outerjoin(Region, Region.id == label.region_id)
        .with_only_columns(
            literal(number).label("list"),
            Article.id,
            Article.slug,
            Article.headline,
            Article.published_at,
            Article.corrected_at,
            Region.name,
            Region.hue,
            Article.kind,
        )
        .limit(bound("limit", 0, f"{number}_"))
    )
    return select(lines.subquery())
