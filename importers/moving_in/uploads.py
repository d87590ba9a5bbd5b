"""Checks and imports exports uploaded in the newsroom."""

import logging
import os
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from extensions import db
from importers.archives.recognising import UNKNOWN, source_of
from importers.archives.source import Upload
from importers.moving_in.importing import Options, import_site
from importers.moving_in.report import ImportCancelled, ImportReport
from jobs.site_imports import folder_of_imports
from models.base import transaction
from models.imports.site_import import SiteImport

FAILED = (
    "The import failed because of an error, which the log describes. What was imported "
    "is complete; nothing is half done."
)
log = logging.getLogger("meridian.imports")
EVERY = 1.0  # seconds between two reports of progress
Clock = Callable[[], datetime]


def work_on_upload(id_: int, clock: Clock) -> None:
    """Ends without a result if the import is cancelled or the worker has died."""
    try:
        _work(id_, clock)
    except Exception:
        # It would fail again for ever.
        log.exception("import %s has failed", id_)
        db.session.rollback()
        for state in ("checking", "importing"):
            _end(id_, state, "refused", ImportReport(), clock(), FAILED)


def _work(id_: int, clock: Clock) -> None:
    row = db.session.get_one(SiteImport, id_)
    path = folder_of_imports() / row.file
    state, zone, site_url = row.state, ZoneInfo(row.time_zone), row.site_url
    is_running = row.is_running
    db.session.rollback()
    if not is_running:
        return
    source = source_of(Upload(path, zone, site_url))
    if source is None:
        _end(id_, state, "refused", ImportReport(), clock(), UNKNOWN)
        return
    options = Options(clock, is_dry_run=state == "checking")
    report = import_site(source, options, _Progress(id_, state, clock).advance)
    db.session.rollback()
    if isinstance(report.stopped, ImportCancelled):
        return
    if report.stopped:
        reason = f"The import stopped: {report.stopped}"[:300]
        _change(id_, state, lambda row: row.fail(reason, clock()))
        return
    _end(id_, state, "checked" if options.is_dry_run else "done", report, clock())


class _Progress:
    def __init__(self, id_: int, state: str, clock: Clock) -> None:
        self._id, self._state, self._clock = id_, state, clock
        self._read = 0
        self._told_at = 0.0
        self._parent = os.getppid()

    def advance(self, read: int) -> None:
        """Commits the number of bytes read and extends the lease."""
        self._read += read
        if time.monotonic() - self._told_at < EVERY:
            return
        self._told_at = time.monotonic()
        if os.getppid() != self._parent:
            raise ImportCancelled
        db.session.rollback()
        if not _change(self._id, self._state, self._note):
            raise ImportCancelled

    def _note(self, row: SiteImport) -> None:
        row.settled = self._read
        row.claimed_until = self._clock() + row.LEASE


def _end(
    id_: int,
    expected: str,
    state: str,
    report: ImportReport,
    now: datetime,
    problem: str = "",
) -> None:
    def end(row: SiteImport) -> None:
        row.counts, row.report = report.numbers(), "\n".join(report.lines())
        row.settled = row.size
        row.end(state, now, problem)

    _change(id_, expected, end)


def _change(id_: int, expected: str, change: Callable[[SiteImport], None]) -> bool:
    """Returns False if the import is in another state by now."""
    with transaction():
        row = db.session.get(SiteImport, id_, with_for_update=True)
        if row is None or row.state != expected:
            return False
        change(row)
        return True
