"""Brings the search index up to date after a rename, in batches."""

from collections.abc import Callable
from datetime import datetime

from extensions import db
from models.base import transaction
from models.claimable import Claim, rows_of
from models.edition import advance_edition, hold_edition
from models.listing.search.index import index_stories
from models.listing.search.reindexing import Reindexing

BATCH = 100  # stories per transaction, which takes a fraction of a second
Clock = Callable[[], datetime]


def reindex_what_is_due(clock: Clock) -> None:
    """Safe to repeat and to run concurrently."""
    while claims := Reindexing.claim(clock()):
        while _batch(claims[0], clock()):
            pass


def _batch(claim: Claim[Reindexing], now: datetime) -> bool:
    """Returns whether there is more to do."""
    with transaction():
        hold_edition()
        for row in rows_of([claim], locked=True):
            ids = row.next_ids(BATCH)
            index_stories(db.session.connection(), ids)
            if ids:
                row.after_id = ids[-1]
                return True
            row.settle(now)
            advance_edition(db.session())  # because search results are cached pages
    return False
