"""Imports a WordPress site from its export file."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from importers.archives.records import ArchiveProblem, ForeignStory
from importers.archives.wordpress.items import (
    Element,
    Piece,
    Repairs,
    parsed,
    pieces,
)
from importers.archives.wordpress.posts import Reading, own_path, skipped_as, story_of
from importers.archives.wordpress.site import WordPressSite
from importers.foreign_html.converting import Context, Converted
from importers.foreign_html.wordpress import convert_wordpress
from importers.moving_in.pictures import PictureStore
from importers.moving_in.plan import Plan
from importers.moving_in.redirects import lead_on
from importers.moving_in.report import ImportCancelled, ImportReport, ReportLine
from importers.moving_in.storing import Storage
from models.base import transaction
from models.edition import editions_in_batches
from models.pictures.media import MediaUnavailable
from models.ping import without_pings

BROKEN = (SQLAlchemyError, MediaUnavailable, OSError)
COMMENTS = "comments, which Meridian does not have"
Advance = Callable[[int], object]


@dataclass(frozen=True)
class Options:
    """`zone` is the old site's; `pictures` is a folder with its uploads.

    A dry run reads and converts everything, but fetches and stores nothing.
    """

    now: Callable[[], datetime]
    zone: tzinfo = UTC
    pictures: Path | None = None
    is_dry_run: bool = False


def is_wordpress(path: Path) -> bool:
    """Whether the file is a WordPress export. Raises OSError."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(8192)
    return b"<rss" in start and b"wordpress.org/export/" in start


def import_wordpress(
    path: Path, options: Options, advance: Advance = lambda _bytes: None
) -> ImportReport:
    """Imports each story completely or not at all, and can be interrupted.

    `advance` gets the bytes read since the last call; the file is read twice.
    """
    report = ImportReport()
    try:
        with editions_in_batches(), without_pings():
            _Import(path, options, report, advance).run()
    except ArchiveProblem as problem:
        report.refused.append(ReportLine(problem.line, problem.item, str(problem)))
    except (*BROKEN, ImportCancelled, KeyboardInterrupt) as error:
        report.stopped = error
    return report


class _Import:
    def __init__(
        self, path: Path, options: Options, report: ImportReport, advance: Advance
    ) -> None:
        self._path = path
        self._options = options
        self._report = report
        self._advance = advance
        self._site = WordPressSite()

    def run(self) -> None:
        plan = self._survey()
        pictures = PictureStore(self._site.url, self._options.pictures)
        options = self._options
        storage = Storage(plan, pictures, options.now, is_dry_run=options.is_dry_run)
        self._report.lost_pictures = pictures.lost
        for story in self._stories():
            self._store(story, storage)
        if not options.is_dry_run:
            self._lead_attachments_on(plan)

    def _survey(self) -> Plan:
        """The first pass: collects what items refer to, wherever it is in the file."""
        repairs = Repairs()
        plan: Plan | None = None
        for piece in self._pieces():
            if not piece.is_item:
                self._site.add_head(piece, repairs)
                continue
            plan = plan or Plan.begin(self._site.host)
            with suppress(ArchiveProblem):  # reported by the second pass
                item = parsed(piece, repairs)
                self._site.add_item(item)
                if not skipped_as(item):
                    plan.add(self._read(item, piece))
        for kind, number in repairs.counts.items():
            self._report.remarks[f"{kind}, mended"] += number
        plan = plan or Plan.begin(self._site.host)
        plan.restart()
        db.session.rollback()
        return plan

    def _stories(self) -> Iterator[ForeignStory]:
        report = self._report
        for piece in self._pieces():
            if not piece.is_item:
                continue
            report.read += 1
            try:
                item = parsed(piece, Repairs())
            except ArchiveProblem as problem:
                report.refused.append(
                    ReportLine(problem.line, problem.item, str(problem))
                )
                continue
            report.remarks[COMMENTS] += len(item.all("wp:comment"))
            reason = skipped_as(item)
            if reason:
                report.skipped[reason] += 1
            else:
                yield self._read(item, piece)

    def _read(self, item: Element, piece: Piece) -> ForeignStory:
        return story_of(item, Reading(self._site, self._options.zone), piece.line)

    def _pieces(self) -> Iterator[Piece]:
        read = 0
        for piece in pieces(self._path):
            self._advance(piece.end - read)
            read = piece.end
            yield piece

    def _store(self, story: ForeignStory, storage: Storage) -> None:
        report, key = self._report, storage.plan.identify(story.key)
        try:
            stored = storage.store(story, key, lambda: self._convert(story, storage))
        except ArchiveProblem as problem:
            db.session.rollback()
            report.refused.append(ReportLine(story.line, story.headline, str(problem)))
            return
        report.outcomes[stored.outcome] += 1
        report.remarks += stored.remarks
        report.notes += [
            ReportLine(story.line, story.headline, remark) for remark in story.remarks
        ]

    def _convert(self, story: ForeignStory, storage: Storage) -> Converted:
        context = Context(self._site.picture, storage.plan.link, story.notes)
        return convert_wordpress(
            story.html, context, lambda: self._site.gallery(story.key.id)
        )

    def _lead_attachments_on(self, plan: Plan) -> None:
        """Redirects pages of attachments to their stories."""
        with transaction():
            for one in self._site.attachments.values():
                story = plan.by_id.get(one.parent)
                path = own_path(one.link, self._site)
                if story and story.is_public and path:
                    lead_on([path], story.path, self._options.now())
