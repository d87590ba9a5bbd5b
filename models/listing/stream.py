"""The stream: further articles under a page, folded until somebody opens them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from extensions import db
from models.listing.cursor import BadCursor, Cursor
from models.listing.listing import Listing
from models.stories.article import Article

BATCH = 3
MOST_OPEN = 30  # so many still fit into an address


@dataclass(frozen=True)
class Reading:
    """What an address says of the stream: where it begins, how far it goes at least,
    and the slugs of what is open.
    """

    after: Cursor | None = None
    to: Cursor | None = None
    opened: frozenset[str] = frozenset()

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From the parameters of the address. Raises BadCursor."""
        return cls(
            Cursor.asked(query.get("after")),
            Cursor.asked(query.get("to")),
            frozenset(opened_slugs(query.get("open", ""))),
        )

    @classmethod
    def read_leniently(cls, query: Mapping[str, str]) -> Self:
        """The same; where a cursor is bad, the stream begins at its beginning."""
        try:
            return cls.read(query)
        except BadCursor:
            return cls.read({"open": query.get("open", "")})


def opened_slugs(text: str) -> list[str]:
    """The slugs that `?open=` names, in one order, each of them once."""
    named = dict.fromkeys(slug for slug in text.split(",") if slug)
    return sorted([*named][:MOST_OPEN])


@dataclass(frozen=True)
class Stream:
    """`reading` has left of what the address asked for what could be had."""

    articles: list[Article]
    reading: Reading
    next_cursor: Cursor | None

    # From so many on, "more" leads to a page of its own: a reload shows what a listing
    # holds at most, which on the front page begins with the leading stories.
    MOST = Listing.MOST - 12

    @property
    def last_cursor(self) -> Cursor | None:
        """How far the stream goes."""
        return Cursor.at(self.articles[-1]) if self.articles else None

    def query_without(self, slug: str) -> str:
        """The query of the same page, this one folded."""
        others = ",".join(sorted(self.reading.opened - {slug}))
        kept = {"after": self.reading.after, "open": others, "to": self.reading.to}
        query = "&".join(f"{name}={value}" for name, value in kept.items() if value)
        return f"?{query}" if query else ""


def read_stream(
    now: datetime,
    reading: Reading,
    *,
    leaving_out: frozenset[int],
    extra: int = 0,
) -> Stream:
    """The next three, and as many more as it takes to show what is open.

    `extra` articles more come first, for a page that shows them elsewhere.
    """
    listing = Listing(after=reading.after, leaving_out=leaving_out, limit=BATCH + extra)
    places = _places(listing, reading.opened, now)
    reach = [*places.values(), *([reading.to] if reading.to else [])]
    if reach:
        listing = listing.reaching(min(reach, key=_order), now)
    page = listing.page(now, whole=True)
    kept = Reading(reading.after, reading.to, frozenset(places))
    return Stream(page.articles, kept, page.next_cursor)


def _places(
    listing: Listing, slugs: frozenset[str], now: datetime
) -> dict[str, Cursor]:
    """Where in this list these stand; what is not in it has no place."""
    if not slugs:
        return {}
    named = listing.query(now).where(Article.slug.in_(slugs))
    return {article.slug: Cursor.at(article) for article in db.session.scalars(named)}


def _order(cursor: Cursor) -> tuple[datetime, int]:
    return cursor.published_at, cursor.article_id
