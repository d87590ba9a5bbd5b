"""Checks and imports uploaded subscriber files, batch by batch.

Progress is committed with each batch. After a crash the lease ends and another worker
continues.
"""

import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import current_app

from extensions import db
from jobs.subscribers.entries import SubscriberEntries, read_entries
from jobs.subscribers.importing import AT_ONCE, Order, check_order, count_outcomes
from jobs.subscribers.table import BadFile
from models.base import transaction
from models.claimable import Claim, note_due_work, record, rows_of
from models.newsletter.subscriber_import import SubscriberImport, forget_old_imports

Clock = Callable[[], datetime]
MOST_SHOWN = 1000  # refused lines in a report
SLICE = 5.0  # seconds
READ = "subscriber_entries"  # those of the import that is being worked on
SMALL = 100_000  # bytes; smaller files are imported within the request


def import_uploads(clock: Clock) -> None:
    """Works for a few seconds, then lets other jobs have their turn. Safe to repeat and
    to run concurrently.
    """
    forget_old_imports(clock())
    ends = time.monotonic() + SLICE
    while claims := SubscriberImport.claim(clock()):
        _work(claims[0], clock, ends)
        if time.monotonic() >= ends:
            with transaction():
                note_due_work(db.session())
            return


def import_at_once(id_: int, clock: Clock) -> None:
    """Imports a small file without the worker."""
    mine = SubscriberImport.id == id_
    for claim in SubscriberImport.claim(clock(), among=mine):
        _work(claim, clock, math.inf)


def _work(claim: Claim[SubscriberImport], clock: Clock, ends: float) -> None:
    """Until it is done, or `ends` on the monotonic clock: the next turn goes on."""
    try:
        entries, order = _read(claim)
    except BadFile as bad:
        _end(claim, "refused", clock(), str(bad))
        return
    running: Claim[SubscriberImport] | None = claim
    while running:
        running = _batch(running, entries, order, clock())
        if running and time.monotonic() >= ends:
            record([running], lambda row: row.release())
            return
    current_app.extensions.pop(READ, None)


def _read(claim: Claim[SubscriberImport]) -> tuple[SubscriberEntries, Order]:
    """Large files are read once for all their turns. Raises BadFile."""
    row = db.session.get_one(SubscriberImport, claim.id)
    order = _order(row)
    kept = current_app.extensions.get(READ)
    if kept and kept[0] == claim.id:
        db.session.rollback()
        return kept[1], order
    data = row.data or b""
    db.session.rollback()  # ends the transaction, because reading takes seconds
    entries = read_entries(data, order.file_name)
    check_order(order, entries)
    current_app.extensions[READ] = (claim.id, entries)
    return entries, order


def _batch(
    claim: Claim[SubscriberImport],
    entries: SubscriberEntries,
    order: Order,
    now: datetime,
) -> Claim[SubscriberImport] | None:
    """The renewed claim, or None when it is over."""
    with transaction():
        for row in rows_of([claim], locked=True):
            batch = entries.rows[row.settled : row.settled + AT_ONCE]
            is_import = row.state == "importing"
            found = count_outcomes(batch, order, now, write=is_import)
            row.counts = dict(Counter(row.counts) + found)
            row.settled, row.entries = row.settled + len(batch), len(entries.rows)
            if row.settled < row.entries:
                row.claimed_until = now + row.LEASE
                return replace(claim, until=row.claimed_until)
            _report(row, entries)
            row.end("done" if is_import else "checked", now)
    return None


def _report(row: SubscriberImport, entries: SubscriberEntries) -> None:
    more = {"merged": entries.merged, "refused": len(entries.refused)}
    row.counts = row.counts | {name: number for name, number in more.items() if number}
    refused = entries.refused[:MOST_SHOWN]
    row.refused = [[one.line, one.text, one.reason] for one in refused]


def _end(
    claim: Claim[SubscriberImport], state: str, now: datetime, problem: str
) -> None:
    with transaction():
        for row in rows_of([claim], locked=True):
            row.end(state, now, problem)


def _order(row: SubscriberImport) -> Order:
    return Order(
        newsletter=row.newsletter.slug if row.newsletter else "",
        consent=row.consent,
        file_name=row.file_name,
        secret=current_app.config["SECRET_KEY"],
    )
