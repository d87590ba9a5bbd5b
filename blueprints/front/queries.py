"""The front page's stories: curated ones first, the newest where a slot is empty."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import joinedload

from extensions import db
from models.article import Article
from models.front_page import curated_articles
from models.line import Line, side_by_side
from models.listing import ROW, Listing
from models.stream import Reading, Stream, read_stream
from web.furniture import RegionFact, furniture
from web.rail import BRIEFS, LATEST, Rail

LEADING = 5
STRIP = 3


@dataclass(frozen=True)
class FrontPage:
    leading: list[Article]
    stream: Stream
    strips: list[tuple[RegionFact, list[Line]]]
    rail: Rail


def read_front_page(now: datetime, reading: Reading) -> FrontPage:
    """Three queries, and two more for what is open; placements are the caller's."""
    leading, stream = read_stories(now, reading)
    strips, rail = read_lists(now, leading + stream.articles)
    return FrontPage(leading, stream, strips, rail)


def read_stories(now: datetime, reading: Reading) -> tuple[list[Article], Stream]:
    """The leading stories and the stream below them, none of them twice."""
    curated = read_curated(now)
    missing = 0 if reading.after else LEADING - len(curated)
    shown = frozenset(article.id for article in curated)
    stream = read_stream(now, reading, leaving_out=shown, extra=missing)
    leading = curated + stream.articles[:missing]
    return leading, replace(stream, articles=stream.articles[missing:])


def read_curated(now: datetime) -> list[Article]:
    chosen = curated_articles(now).limit(LEADING)
    options = (joinedload(Article.lead_picture), ROW)
    return list(db.session.scalars(chosen.options(*options)))


def read_lists(
    now: datetime, shown: list[Article]
) -> tuple[list[tuple[RegionFact, list[Line]]], Rail]:
    """The newest of every region that are not on the page already, and the rail."""
    ids = frozenset(article.id for article in shown)
    regions = furniture().regions
    strips = [Listing(region=r.slug, leaving_out=ids, limit=STRIP) for r in regions]
    latest, briefs, *lists = side_by_side([LATEST, BRIEFS, *strips], now)
    named = zip(regions, lists, strict=True)
    return [(region, lines) for region, lines in named if lines], Rail(latest, briefs)
