"""The stream: more articles below a page, folded until opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from extensions import db
from models.listing.cursor import BadCursor, Cursor
from models.listing.listing import Listing
from models.stories.article import Article

BATCH = 3
MOST_OPEN = 30  # limits the length of the URL


@dataclass(frozen=True)
class Reading:
    """The stream in the URL: its start, its minimum length, and the slugs of opened
    articles.
    """

    after: Cursor | None = None
    to: Cursor | None = None
    opened: frozenset[str] = frozenset()

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From the query parameters. Raises BadCursor."""
        return cls(
            Cursor.read_optional(query.get("after")),
            Cursor.read_optional(query.get("to")),
            frozenset(opened_slugs(query.get("open", ""))),
        )

    @classmethod
    def read_leniently(cls, query: Mapping[str, str]) -> Self:
        """The same, but ignores an invalid cursor."""
        try:
            return cls.read(query)
        except BadCursor:
            return cls.read({"open": query.get("open", "")})


def opened_slugs(text: str) -> list[str]:
    """The slugs in `?open=`, sorted and without duplicates."""
    named = dict.fromkeys(slug for slug in text.split(",") if slug)
    return sorted([*named][:MOST_OPEN])


@dataclass(frozen=True)
class Stream:
    """`reading` holds the part of the request that could be met."""

    articles: list[Article]
    reading: Reading
    next_cursor: Cursor | None

    # Beyond this, "more" links to a separate page, because a reload can show at most a
    # full listing, which on the front page includes the leading stories.
    MOST = Listing.MOST - 12

    @property
    def last_cursor(self) -> Cursor | None:
        """The cursor of its last article."""
        return Cursor.at(self.articles[-1]) if self.articles else None

    def query_without(self, slug: str) -> str:
        """The same page's query with this article folded."""
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
    """The next three articles, or more if needed to include all opened ones.

    `extra` more come first, for pages that show those elsewhere.
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
    """The positions of these slugs in the list, without those that are not in it."""
    if not slugs:
        return {}
    named = listing.query(now).where(Article.slug.in_(slugs))
    return {article.slug: Cursor.at(article) for article in db.session.scalars(named)}


def _order(cursor: Cursor) -> tuple[datetime, int]:
    return cursor.published_at, cursor.article_id
