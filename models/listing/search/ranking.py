"""The best of what is found: where the words stand, and how new it is, in one measure.

A story is worth the more the nearer to its headline the words stand, and what it is
worth fades with time: weight × exp(−age / T). Of two stories the one with the larger
published_at + T·ln(weight) is worth more, whatever the time is now. So the weight is
time as well: a match in the headline is as good as one that is two years newer. Each
zone is a listing, newest first, and the best are these three merged: a cursor leads on
from one page to the next, and both databases agree.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from models.listing.cursor import BadCursor, Cursor
from models.listing.line import Line, LinePage, side_by_side
from models.listing.listing import Listing
from models.listing.search.words import ZONES, Words

WORTH = dict(
    zip(ZONES, (timedelta(days=730), timedelta(days=180), timedelta()), strict=True)
)


def read_best(listing: Listing, now: datetime) -> LinePage:
    """The first `limit` lines, best first, after the listing's cursor: one query.

    The time of a cursor here is what its story is worth. Raises BadCursor.
    """
    words, limit = listing.words or Words(), listing.limit
    lists = [
        replace(
            listing,
            words=replace(words, zone=zone, only=True),
            after=_later(listing.after, -worth),
            limit=limit + 1,
        )
        for zone, worth in WORTH.items()
    ]
    found = zip(side_by_side(lists, now), WORTH.values(), strict=True)
    ranked = [
        (line.published_at + worth, line) for lines, worth in found for line in lines
    ]
    ranked.sort(key=_best_first)
    lines = [line for _, line in ranked[:limit]]
    more = len(ranked) > limit > 0
    return LinePage(lines, _cursor(*ranked[limit - 1]) if more else None)


def _best_first(ranked: tuple[datetime, Line]) -> tuple[float, int]:
    worth, line = ranked
    return -worth.timestamp(), -line.id


def _cursor(worth: datetime, line: Line) -> Cursor:
    return Cursor(worth, line.id)


def _later(cursor: Cursor | None, step: timedelta) -> Cursor | None:
    try:
        return cursor and replace(cursor, published_at=cursor.published_at + step)
    except OverflowError as error:
        raise BadCursor(str(cursor)) from error
