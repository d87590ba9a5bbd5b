"""Moves another site in, from its export file."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from extensions import db
from importers.archives.records import ArchiveProblem, ForeignStory
from importers.archives.source import Advance, Item, Skipped, Source
from importers.foreign_html.converting import Converted
from importers.foreign_html.plain import host_of
from importers.moving_in.pictures import PictureStore
from importers.moving_in.plan import Plan
from importers.moving_in.redirects import add_redirects
from importers.moving_in.report import ImportCancelled, ImportReport, ReportLine
from importers.moving_in.storing import Storage
from models.base import transaction
from models.edition import editions_in_batches
from models.pictures.media import MediaUnavailable
from models.ping import without_pings

AT_ONCE = 100
BROKEN = (SQLAlchemyError, MediaUnavailable, OSError)

log = logging.getLogger("meridian.imports")


@dataclass(frozen=True)
class Options:
    """`pictures` is a folder with the uploads of the old site.

    A dry run reads and converts everything, but fetches and stores nothing.
    """

    now: Callable[[], datetime]
    pictures: Path | None = None
    is_dry_run: bool = False


def import_site(
    source: Source, options: Options, advance: Advance = lambda _bytes: None
) -> ImportReport:
    """Imports each story completely or not at all, and can be interrupted.

    `advance` gets the bytes read since the last call; the file is read twice.
    """
    report = ImportReport()
    try:
        with editions_in_batches(), without_pings():
            _Import(source, options, report, advance).run()
    except ArchiveProblem as problem:
        report.refused.append(ReportLine(problem.line, problem.item, str(problem)))
    except (*BROKEN, ImportCancelled, KeyboardInterrupt) as error:
        report.stopped = error
    report.remarks += source.remarks
    return report


class _Import:
    def __init__(
        self, source: Source, options: Options, report: ImportReport, advance: Advance
    ) -> None:
        self._source = source
        self._options = options
        self._report = report
        self._advance = advance

    def run(self) -> None:
        plan, options = self._plan(), self._options
        pictures = PictureStore(self._source.url, options.pictures, self._tick)
        self._report.lost_pictures = pictures.lost
        storage = Storage(plan, pictures, options.now, is_dry_run=options.is_dry_run)
        for item in self._source.items(self._advance):
            self._report.read += 1
            self._handle(item, storage)
        if not options.is_dry_run:
            self._redirect_other_pages(plan)

    def _plan(self) -> Plan:
        plan = Plan.begin(self._options.now())
        for story in self._source.survey(self._advance):
            plan.add(story)
        plan.end(host_of(self._source.url))
        db.session.rollback()
        return plan

    def _handle(self, item: Item, storage: Storage) -> None:
        if isinstance(item, Skipped):
            self._report.skipped[item.kind] += 1
        elif isinstance(item, ArchiveProblem):
            self._refuse(item.line, item.item, item)
        else:
            self._store(item, storage)

    def _store(self, story: ForeignStory, storage: Storage) -> None:
        report, key = self._report, storage.plan.identify(story.key)

        def convert() -> Converted:
            return self._source.convert(story, storage.plan.link)

        try:
            stored = storage.store(story, key, convert)
        except ArchiveProblem as problem:
            db.session.rollback()
            self._refuse(story.line, story.headline, problem)
            return
        except (DataError, IntegrityError, StaleDataError) as error:
            self._fail(story, error)
            return
        except (*BROKEN, ImportCancelled):
            raise
        except Exception as error:
            log.exception("story %r could not be imported", story.headline[:100])
            self._fail(story, error)
            return
        report.outcomes[stored.outcome] += 1
        report.remarks += stored.remarks
        report.notes += [
            ReportLine(story.line, story.headline, remark) for remark in story.remarks
        ]

    def _fail(self, story: ForeignStory, error: Exception) -> None:
        """One story never stops the others."""
        db.session.rollback()
        name = type(error).__name__
        problem = ArchiveProblem(f"It could not be stored ({name}): see the log.")
        self._refuse(story.line, story.headline, problem)

    def _tick(self) -> None:
        """Fetching pictures takes long, so progress is reported for each."""
        self._advance(0)

    def _refuse(self, line: int, item: str, problem: ArchiveProblem) -> None:
        self._report.refused.append(ReportLine(line, item, str(problem)))

    def _redirect_other_pages(self, plan: Plan) -> None:
        """In batches: SQLite's other writers wait for each transaction."""
        pages = self._source.other_pages()
        while batch := list(islice(pages, AT_ONCE)):
            with transaction():
                for path, id_ in batch:
                    story = plan.by_id.get(id_)
                    if story and story.is_public:
                        add_redirects([path], story.path, self._options.now())
