"""The edition: a number that grows with every change readers could see."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from extensions import db
from models.base import Base, transaction

BATCH_SECONDS = 3.0


class Edition(Base):
    """A table of one row."""

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)


class SeenByReaders:
    """A mixin: changes to such a model advance the edition in the same transaction."""

    def changes_edition(self) -> bool:
        return True


def hold_edition() -> None:
    """Within a transaction: concurrent advances wait until it ends."""
    db.session.execute(select(Edition.id).where(Edition.id == 1).with_for_update())


def advance_edition(session: Session) -> None:
    """Takes the row's lock until the end of the transaction."""
    connection = session.connection()
    table = Edition.__table__
    counted = connection.execute(
        update(Edition).where(Edition.id == 1).values(number=Edition.number + 1)
    )
    if not counted.rowcount:
        connection.execute(table.insert().values(id=1, number=1))  # type: ignore[attr-defined]


@dataclass
class EditionBatch:
    """`last` is the monotonic time, in seconds, of the last advance; `is_open` is true
    if something has changed since.
    """

    last: float = -BATCH_SECONDS
    is_open: bool = False


_batch: ContextVar[EditionBatch | None] = ContextVar("edition_batch", default=None)


@contextmanager
def editions_in_batches() -> Iterator[None]:
    """For large imports: one edition every few seconds and one at the end."""
    batch = EditionBatch()
    token = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(token)
        if batch.is_open:
            db.session.rollback()
            with transaction():
                advance_edition(db.session())


def _is_put_off() -> bool:
    batch = _batch.get()
    if batch is None:
        return False
    batch.is_open = time.monotonic() - batch.last < BATCH_SECONDS
    if not batch.is_open:
        batch.last = time.monotonic()
    return batch.is_open


@event.listens_for(Session, "after_flush")
def _advance_with_the_change(session: Session, _context: UOWTransaction) -> None:
    if session.info.get("edition_advanced"):
        return
    touched: list[Any] = [*session.new, *session.dirty, *session.deleted]
    if any(is_visible_change(session, row) for row in touched):
        session.info["edition_advanced"] = True
        if not _is_put_off():
            advance_edition(session)


def is_visible_change(session: Session, row: object) -> bool:
    return (
        isinstance(row, SeenByReaders)
        and (row not in session.dirty or session.is_modified(row))
        and row.changes_edition()
    )


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("edition_advanced", None)


@event.listens_for(Session, "after_soft_rollback")
def _advance_again(session: Session, _transaction: Any) -> None:
    """A rollback, even to a savepoint, also undoes the advance."""
    session.info.pop("edition_advanced", None)
