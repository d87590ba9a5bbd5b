"""The front page's stories: curated ones in their slots, the newest elsewhere."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.front_page import LEADING, Arrangement, curated_articles
from models.listing.line import Line, side_by_side
from models.listing.listing import ROW, Listing
from models.listing.stream import Reading, Stream, read_stream
from models.stories.article import Article
from web.site.context import RegionFact, site_context
from web.site.sidebar import BRIEFS, LATEST, Sidebar
from web.site.strips import Strip, with_pictures

STRIP = 3
LOADED: tuple[Any, ...] = (joinedload(Article.lead_picture), ROW)
Curated = dict[int, Article]  # by slot number


@dataclass(frozen=True)
class FrontPage:
    leading: list[Article]
    stream: Stream
    strips: list[Strip]
    sidebar: Sidebar

    @property
    def is_short(self) -> bool:
        """Whether there is too little content to set beside the sidebar."""
        return len(self.stream.articles) < 2


def read_front_page(
    now: datetime, reading: Reading, arrangement: Arrangement | None = None
) -> FrontPage:
    """Four queries, and two more for opened stories; the caller loads placements.

    With `arrangement`, the page as it would be with those slots.
    """
    leading, stream = read_stories(now, reading, arrangement)
    lists, sidebar = read_lists(now, leading + stream.articles)
    return FrontPage(leading, stream, with_pictures(lists), sidebar)


def read_stories(
    now: datetime, reading: Reading, arrangement: Arrangement | None = None
) -> tuple[list[Article], Stream]:
    """The leading stories and the stream below, without duplicates."""
    places, stream = read_places(now, reading, arrangement)
    return [article for article in places if article], stream


def read_places(
    now: datetime, reading: Reading, arrangement: Arrangement | None = None
) -> tuple[list[Article | None], Stream]:
    """The same by slot; a slot can be empty."""
    curated = read_curated(now, arrangement)
    missing = 0 if reading.after else LEADING - len(curated)
    shown = frozenset(article.id for article in curated.values())
    stream = read_stream(now, reading, leaving_out=shown, extra=missing)
    places = in_their_places(curated, stream.articles[:missing])
    return places, replace(stream, articles=stream.articles[missing:])


def read_curated(now: datetime, arrangement: Arrangement | None = None) -> Curated:
    """The curated stories, at most one for each leading slot."""
    if arrangement is None:
        chosen = curated_articles(now).limit(LEADING).options(*LOADED)
        return {row.position: row[0] for row in db.session.execute(chosen)}
    wanted = {
        place.article_id: number
        for number, place in enumerate(arrangement)
        if place.article_id and not place.is_over(now)
    }
    named = select(Article).where(Article.id.in_(wanted), Article.public(now))
    found = {wanted[a.id]: a for a in db.session.scalars(named.options(*LOADED))}
    return {number: found[number] for number in sorted(found)[:LEADING]}


def in_their_places(curated: Curated, newest: list[Article]) -> list[Article | None]:
    """Fills empty slots with the newest stories, and with those past the last slot."""
    waiting = [article for number, article in curated.items() if number >= LEADING]
    others = iter(waiting + newest)
    return [curated.get(number) or next(others, None) for number in range(LEADING)]


def read_lists(
    now: datetime, shown: list[Article]
) -> tuple[list[tuple[RegionFact, list[Line]]], Sidebar]:
    """Each region's newest stories that are not on the page yet, and the sidebar."""
    ids = frozenset(article.id for article in shown)
    regions = site_context().regions
    strips = [Listing(region=r.slug, leaving_out=ids, limit=STRIP) for r in regions]
    latest, briefs, *lists = side_by_side([LATEST, BRIEFS, *strips], now)
    named = zip(regions, lists, strict=True)
    return [(region, lines) for region, lines in named if lines], Sidebar(
        latest, briefs
    )
