"""The stream: further articles under a page, folded until somebody opens them."""

from dataclasses import dataclass
from datetime import datetime

from extensions import db
from models.article import Article
from models.listing import Cursor, Listing

BATCH = 3
MOST_OPEN = 30  # so many still fit into an address


@dataclass(frozen=True)
class Stream:
    """`opened` are the slugs to render open."""

    articles: list[Article]
    opened: frozenset[str]
    next_cursor: Cursor | None


def read_stream(
    now: datetime,
    *,
    leaving_out: frozenset[int],
    after: str | None = None,
    opened: str | None = None,
    extra: int = 0,
) -> Stream:
    """The next three, and as many more as it takes to show what is open.

    `after` and `opened` come from the address as they are. `extra` articles more come
    first, for a page that shows them elsewhere. Raises BadCursor.
    """
    listing = Listing(
        after=Cursor.read(after) if after else None,
        leaving_out=leaving_out,
        limit=BATCH + extra,
    )
    places = _places(listing, (opened or "").split(",")[:MOST_OPEN], now)
    if places:
        listing = listing.reaching(min(places.values(), key=_order), now)
    page = listing.page(now, whole=True)
    return Stream(page.articles, frozenset(places), page.next_cursor)


def _places(listing: Listing, slugs: list[str], now: datetime) -> dict[str, Cursor]:
    """Where in this list these stand; what is not in it has no place."""
    if slugs == [""]:
        return {}
    named = listing.query(now).where(Article.slug.in_(slugs))
    return {article.slug: Cursor.at(article) for article in db.session.scalars(named)}


def _order(cursor: Cursor) -> tuple[datetime, int]:
    return cursor.published_at, cursor.article_id
