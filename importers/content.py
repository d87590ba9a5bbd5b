"""A folder of Markdown files into the magazine (docs/content-format.md)."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from extensions import db
from importers.document import ContentProblem, Document, read_document
from importers.nouns import KINDS, find, kind_of, slug_for
from models.base import transaction


@dataclass
class Report:
    """How many files were new, changed and unchanged, and what was wrong with others."""

    counts: dict[str, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    problems: list[ContentProblem] = field(default_factory=list)


def content_files(paths: Iterable[Path]) -> list[Path]:
    """Every Markdown file at or below the paths, in a stable order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.md")) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def import_content(
    files: Iterable[Path], advance: Callable[[], object] = lambda: None
) -> Report:
    """Each file whole or not at all; a bad one does not stop the others.

    `advance` is called after each file.
    """
    report = Report()
    for document in _in_order(files, report, advance):
        try:
            report.counts[_import_one(document)] += 1
        except ContentProblem as problem:
            report.problems.append(problem)
        advance()
    return report


def _in_order(
    files: Iterable[Path], report: Report, advance: Callable[[], object]
) -> list[Document]:
    """What can be read, sorted so that a thing comes before those that name it."""
    ranked: list[tuple[int, Document]] = []
    for path in files:
        try:
            document = read_document(path)
            ranked.append((list(KINDS).index(kind_of(document)), document))
        except ContentProblem as problem:
            report.problems.append(problem)
            advance()
    return [document for _, document in sorted(ranked, key=lambda pair: pair[0])]


def _import_one(document: Document) -> str:
    kind = KINDS[kind_of(document)]
    existed = kind.model is None or find(kind.model, slug_for(document)) is not None
    try:
        with _watched() as changed, transaction():
            kind.read(document)
    except IntegrityError:
        raise document.problem(
            "slug", "It clashes with what is stored: is the name or slug taken?"
        ) from None
    if not changed:
        return "unchanged"
    return "changed" if existed else "new"


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
