"""Ranks search results by where the terms match and by age.

A score is weight × exp(−age / T), where the weight is higher for matches nearer the
headline. Comparing two scores amounts to comparing published_at + T·ln(weight), which
does not depend on the current time. The weight is therefore a time bonus: a match in
the headline counts as two years newer. Each zone is a listing, newest first, and the
results merge the three, so cursors work across pages and both databases agree.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from models.listing.cursor import BadCursor, Cursor
from models.listing.line import Line, LinePage, side_by_side
from models.listing.listing import Listing
from models.listing.search.terms import ZONES, SearchTerms

WORTH = dict(
    zip(ZONES, (timedelta(days=730), timedelta(days=180), timedelta()), strict=True)
)


def read_best(listing: Listing, now: datetime) -> LinePage:
    """The first `limit` lines, best first, after the listing's cursor: one query.

    A cursor's time is the story's score here. Raises BadCursor.
    """
    words, limit = listing.words or SearchTerms(), listing.limit
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
