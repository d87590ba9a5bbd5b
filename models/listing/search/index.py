"""Keeps the search index up to date, within the transaction of the change.

Such a change has already advanced the edition and holds that row's lock, so of two
concurrent changes the second sees what the first has written.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, delete, event, insert, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from extensions import db
from models.base import transaction
from models.claimable import note_due_work
from models.edition import advance_edition, hold_edition
from models.listing.search import fts5, tsvector
from models.listing.search.document import AT_ONCE, Document, documents
from models.listing.search.findable import Findable
from models.listing.search.folding import VERSION
from models.listing.search.found import INDEX
from models.listing.search.reindexing import Reindexing, stories_with
from models.pictures.picture import Picture
from models.setting import Setting
from models.stories.article import Article
from models.stories.placement import Byline
from models.taxonomy.contributor import Contributor

# The setting that stores the folding version of the index.
FOLDED_BY = "search_folding"
FOLDED = select(Setting.value).where(Setting.name == FOLDED_BY)
BACKENDS: dict[str, ModuleType] = {"sqlite": fts5, "postgresql": tsvector}
MOST_AT_ONCE = 50  # stories updated within the change's own transaction
WRITTEN = ("headline", "dek", "body", "status", "published_at")
# A byline removed from the list leaves no other trace of the change.
WORN = ("lead_picture_id", "lead_picture", "byline_links")


def index_stories(connection: Connection, ids: Iterable[int]) -> int:
    """Replaces these stories' index rows; returns how many are searchable."""
    backend, waiting, written = BACKENDS[connection.dialect.name], sorted(ids), 0
    for start in range(0, len(waiting), AT_ONCE):
        some = waiting[start : start + AT_ONCE]
        connection.execute(delete(INDEX).where(INDEX.c.rowid.in_(some)))
        connection.execute(delete(Findable).where(Findable.article_id.in_(some)))
        found = list(documents(connection, some))
        if found:
            backend.add(connection, found)
            connection.execute(insert(Findable), [_row(document) for document in found])
        written += len(found)
    return written


def _row(document: Document) -> dict[str, Any]:
    return {"article_id": document.article_id, "published_at": document.published_at}


def rebuild_index(progress: Callable[[int], object] = lambda _: None) -> int:
    """Rebuilds in small batches, so that other writers need not wait for the lock."""
    ids = list(db.session.scalars(select(Article.id).order_by(Article.id)))
    written = reindex_stories(ids, progress)
    with transaction():
        _forget_what_is_gone()
        db.session.merge(Setting(name=FOLDED_BY, value=VERSION))
    return written


def reindex_stories(
    ids: Sequence[int], progress: Callable[[int], object] = lambda _: None
) -> int:
    """In short transactions; returns the number of searchable stories."""
    written = 0
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with transaction():
            hold_edition()
            written += index_stories(db.session.connection(), some)
        progress(len(some))
    with transaction():
        advance_edition(db.session())
    return written


def rebuild_outdated_index() -> None:
    """Rebuilds after an upgrade that changed folding."""
    if db.session.scalar(FOLDED) != VERSION:
        rebuild_index()


def _forget_what_is_gone() -> None:
    hold_edition()
    known = select(Article.id)
    connection = db.session.connection()
    connection.execute(delete(INDEX).where(INDEX.c.rowid.not_in(known)))
    connection.execute(delete(Findable).where(Findable.article_id.not_in(known)))


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: UOWTransaction) -> None:
    touched: list[Any] = [*session.new, *session.dirty, *session.deleted]
    ids = {id_ for row in touched for id_ in _concerned(session, row)}
    if ids:
        index_stories(session.connection(), ids)


def _concerned(session: Session, row: object) -> Iterable[int]:
    """The stories whose searchable text depends on this row."""
    is_kept = row in session.dirty
    if isinstance(row, Article):
        is_other = not is_kept or _changed(row, *WRITTEN, *WORN)
        return [row.id] if is_other and _is_or_was_published(row) else []
    if isinstance(row, Byline):
        is_other = not is_kept or _changed(row, "contributor_id")
        return [row.article_id] if is_other else []
    if isinstance(row, Contributor) and is_kept and _changed(row, "name"):
        return _few(session, "contributor", row.id)
    if isinstance(row, Picture) and is_kept and _changed(row, "caption"):
        return _few(session, "picture", row.id)
    return []


def _is_or_was_published(article: Article) -> bool:
    """Only published stories are indexed, so saving a draft costs nothing here."""
    before = inspect(article).attrs.status.history.deleted or ()
    return "published" in (article.status, *before)


def _changed(row: object, *names: str) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)


def _few(session: Session, kind: str, id: int) -> Iterable[int]:
    """If there are too many stories, leaves the update to the worker."""
    concerned = stories_with(kind, id).limit(MOST_AT_ONCE + 1)
    ids = session.connection().scalars(concerned).all()
    if len(ids) <= MOST_AT_ONCE:
        return ids
    session.connection().execute(
        insert(Reindexing).values(kind=kind, subject_id=id, due_at=datetime.now(UTC))
    )
    note_due_work(session)
    return []
