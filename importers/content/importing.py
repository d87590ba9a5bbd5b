"""Imports a folder of Markdown files (docs/content-format.md)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from extensions import db
from importers.content.document import Document, read_document
from importers.content.fields import ContentProblem
from importers.content.files import Grounds
from importers.content.kind import slug_for
from importers.content.registry import KINDS, kind_of
from models.base import transaction
from models.edition import editions_in_batches
from models.pictures.media import MediaUnavailable

# Not the file's fault: the next file would fail too.
BROKEN = (SQLAlchemyError, MediaUnavailable, OSError)


@dataclass
class Report:
    """The numbers of new, changed and unchanged files, and the other files' problems.

    `stopped` is the reason if the import ended early.
    """

    counts: dict[str, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    problems: list[ContentProblem] = field(default_factory=list)
    stopped: BaseException | None = None


def import_content(
    files: Iterable[Path],
    grounds: Grounds,
    advance: Callable[[], object] = lambda: None,
) -> Report:
    """Imports each file completely or not at all; a bad one does not stop the others.

    Calls `advance` after each file. An interruption leaves no file half imported.
    """
    report = Report()
    try:
        with editions_in_batches():
            for document in _in_order(files, grounds, report, advance):
                with _noting(report):
                    report.counts[_import_one(document)] += 1
                advance()
    except (*BROKEN, KeyboardInterrupt) as error:
        report.stopped = error
    return report


def _in_order(
    files: Iterable[Path],
    grounds: Grounds,
    report: Report,
    advance: Callable[[], object],
) -> list[Document]:
    """The readable files, sorted so that a row comes before files that refer to it."""
    documents: list[Document] = []
    taken: dict[tuple[object, str], Path] = {}
    for path in files:
        before = len(documents)
        with _noting(report):
            document = read_document(path, grounds)
            _refuse_twin(document, taken)
            documents.append(document)
        if len(documents) == before:  # refused, so it is done
            advance()
    order = list(KINDS)
    return sorted(documents, key=lambda document: order.index(kind_of(document)))


def _refuse_twin(document: Document, taken: dict[tuple[object, str], Path]) -> None:
    """Refuses a second file for the same row: each import would overwrite the first."""
    kind = KINDS[kind_of(document)]
    name = (kind, slug_for(document) if kind.has_slug else "")
    first = taken.setdefault(name, document.path)
    if first != document.path:
        message = f"{first} describes the same item: rename one of them, or remove it."
        raise document.problem("slug", message)


def _import_one(document: Document) -> str:
    kind = KINDS[kind_of(document)]
    document.refuse_unknown(kind.fields)
    # Parsing and cleaning pictures is slow, so it happens before the transaction.
    store, was_stored = kind.read(document), kind.is_stored(document)
    try:
        with _watched() as changed, transaction():
            store()
    except (IntegrityError, DataError) as error:
        reason = str(error.orig).partition("\n")[0]
        message = f"The database refused it ({reason}): is a name or a slug taken?"
        raise document.problem("slug", message) from None
    except StaleDataError:
        message = (
            "Someone saved it at the same moment: check it, then import the file again."
        )
        raise document.problem("slug", message) from None
    # Values are only assigned if they differ, so no flushed row means no change.
    if not changed:
        return "unchanged"
    return "changed" if was_stored else "new"


@contextmanager
def _noting(report: Report) -> Iterator[None]:
    try:
        yield
    except ContentProblem as problem:
        db.session.rollback()
        report.problems.append(problem)


@contextmanager
def _watched() -> Iterator[list[object]]:
    """Collects the rows that flushes inside the block add, change or delete."""
    touched: list[object] = []

    def note(session: Session, *_context: Any) -> None:
        touched.extend([*session.new, *session.deleted])
        touched.extend(row for row in session.dirty if session.is_modified(row))

    event.listen(db.session, "before_flush", note)
    try:
        yield touched
    finally:
        event.remove(db.session, "before_flush", note)
