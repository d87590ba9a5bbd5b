"""The audit log: who did what, when and from where. Append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.orm.mapper import Mapper

from models.base import Base


class Indelible(Exception):
    """Raised if code changes or deletes a log entry."""


class AuditEntry(Base):
    """Copies names, so an entry still makes sense after its subject is deleted."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    editor_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    editor_name: Mapped[str] = mapped_column(String(300), default="")
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(64), default="")


def _refuse(_mapper: Mapper[AuditEntry], _connection: Any, _entry: AuditEntry) -> None:
    raise Indelible


def _refuse_many(state: ORMExecuteState) -> None:
    writes = state.is_update or state.is_delete
    if writes and state.bind_mapper and state.bind_mapper.class_ is AuditEntry:
        raise Indelible


event.listen(AuditEntry, "before_update", _refuse)
event.listen(AuditEntry, "before_delete", _refuse)
event.listen(Session, "do_orm_execute", _refuse_many)
