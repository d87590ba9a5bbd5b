"""A folder of Markdown files into the magazine (docs/content-format.md)."""

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

# What is wrong is not the file: the next one would fare no better.
BROKEN = (SQLAlchemyError, MediaUnavailable, OSError)


@dataclass
class Report:
    """How many files were new, changed and unchanged, and what was wrong with others.

    `stopped` is why the import ended before its end, if it did.
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
    """Each file whole or not at all; a bad one does not stop the others.

    `advance` is called after each file. An interruption leaves whole files, too.
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
    """What can be read, sorted so that a thing comes before those that name it."""
    documents: list[Document] = []
    taken: dict[tuple[object, str], Path] = {}
    for path in files:
        before = len(documents)
        with _noting(report):
            document = read_document(path, grounds)
            _refuse_twin(document, taken)
            documents.append(document)
        if len(documents) == before:
            advance()
    order = list(KINDS)
    return sorted(documents, key=lambda document: order.index(kind_of(document)))


def _refuse_twin(document: Document, taken: dict[tuple[object, str], Path]) -> None:
    """Of two files for one thing, the second would undo the first at every import."""
    kind = KINDS[kind_of(document)]
    name = (kind, slug_for(document) if kind.has_slug else "")
    first = taken.setdefault(name, document.path)
    if first != document.path:
        message = f"{first} is about the same thing: rename one of them, or remove it."
        raise document.problem("slug", message)


def _import_one(document: Document) -> str:
    kind = KINDS[kind_of(document)]
    document.refuse_unknown(kind.fields)
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
            "Somebody saved it at the same moment: look at it, and import it again."
        )
        raise document.problem("slug", message) from None
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
    """The rows that flushes inside the block make, change or delete."""
    touched: list[object] = []

    def note(session: Session, *_context: Any) -> None:
        touched.extend([*session.new, *session.deleted])
        touched.extend(row for row in session.dirty if session.is_modified(row))

    event.listen(db.session, "before_flush", note)
    try:
        yield touched
    finally:
        event.remove(db.session, "before_flush", note)
