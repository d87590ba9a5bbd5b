"""What every page shows besides its own content, read once for each edition."""

from dataclasses import dataclass

from flask import current_app, g
from sqlalchemy import select

from extensions import db
from models.article import Article
from models.edition import EditionMark
from models.region import Region
from models.setting import Newsroom, read_newsroom
from web.clock import utc_now


@dataclass(frozen=True)
class RegionFact:
    """A region's plain facts, safe to keep between requests."""

    slug: str
    name: str
    description: str
    hue: int
    west: int
    east: int


@dataclass(frozen=True)
class PageFact:
    slug: str
    headline: str


@dataclass(frozen=True)
class Furniture:
    edition: EditionMark
    newsroom: Newsroom
    regions: tuple[RegionFact, ...]
    pages: tuple[PageFact, ...]


def furniture() -> Furniture:
    """The furniture of the current edition. At most four queries, usually none."""
    if "furniture" not in g:
        watch = current_app.extensions["edition_watch"]
        edition = watch.mark(utc_now())
        kept: Furniture | None = current_app.extensions.get("furniture")
        if kept is None or kept.edition != edition:
            kept = _read_furniture(edition)
            current_app.extensions["furniture"] = kept
        g.furniture = kept
    fitting: Furniture = g.furniture
    return fitting


def _read_furniture(edition: EditionMark) -> Furniture:
    regions = db.session.scalars(select(Region).order_by(Region.position, Region.name))
    pages = db.session.execute(
        select(Article.slug, Article.headline)
        .where(Article.public(utc_now()), Article.kind == "page")
        .order_by(Article.headline)
        .limit(12)
    )
    return Furniture(
        edition,
        read_newsroom(),
        tuple(
            RegionFact(r.slug, r.name, r.description, r.hue, r.west, r.east)
            for r in regions
        ),
        tuple(PageFact(*row) for row in pages),
    )
