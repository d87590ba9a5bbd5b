"""The audit log as a list: newest first, with search and stable pages."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select
from werkzeug.datastructures import MultiDict

from extensions import db
from models.input_rules import whole_number
from models.staff.audit_entry import AuditEntry

PAGE = 50


@dataclass(frozen=True)
class AuditLogSearch:
    """A search of the log. Days are in the newsroom's time zone."""

    words: str = ""
    action: str = ""
    kind: str = ""
    subject_id: int | None = None
    since: date | None = None
    until: date | None = None
    before_id: int | None = None

    @classmethod
    def read(cls, given: MultiDict[str, str]) -> Self:
        """Ignores invalid parameters."""
        return cls(
            words=given.get("q", "").strip()[:200],
            action=given.get("action", ""),
            kind=given.get("kind", ""),
            subject_id=given.get("subject", None, whole_number),
            since=given.get("since", None, date.fromisoformat),
            until=given.get("until", None, date.fromisoformat),
            before_id=given.get("before", None, whole_number),
        )

    def before(self, id_: int) -> Self:
        return replace(self, before_id=id_)

    def parameters(self) -> dict[str, Any]:
        """As `read` reads them."""
        values = {
            "q": self.words,
            "action": self.action,
            "kind": self.kind,
            "subject": self.subject_id,
            "since": self.since,
            "until": self.until,
            "before": self.before_id,
        }
        return {name: value for name, value in values.items() if value}

    def query(self, zone: ZoneInfo) -> Select[AuditEntry]:
        found = select(AuditEntry).order_by(AuditEntry.id.desc())
        for word in self.words.split():
            found = found.where(_holds(word))
        if self.action:
            found = found.where(AuditEntry.action == self.action)
        if self.kind:
            found = found.where(AuditEntry.subject_kind == self.kind)
        if self.subject_id is not None:
            found = found.where(AuditEntry.subject_id == self.subject_id)
        if self.since:
            found = found.where(AuditEntry.at >= _begin(self.since, zone))
        if self.until:
            ends = self.until + timedelta(days=1) if self.until < date.max else date.max
            found = found.where(AuditEntry.at < _begin(ends, zone))
        if self.before_id is not None:
            found = found.where(AuditEntry.id < self.before_id)
        return found


def read_page(
    search: AuditLogSearch, zone: ZoneInfo
) -> tuple[list[AuditEntry], int | None]:
    """The entries, and the id that older ones come before, if there are any."""
    found = list(db.session.scalars(search.query(zone).limit(PAGE + 1)))
    more = len(found) > PAGE
    return found[:PAGE], found[PAGE - 1].id if more else None


def known_actions() -> list[str]:
    return list(
        db.session.scalars(select(AuditEntry.action).distinct().order_by("action"))
    )


def _holds(word: str) -> ColumnElement[bool]:
    columns = (
        *(AuditEntry.editor_name, AuditEntry.action, AuditEntry.subject_name),
        *(AuditEntry.detail, AuditEntry.address),
    )
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
