"""The log as a list: the newest first, searched, in pages that stay where they are."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select
from werkzeug.datastructures import MultiDict

from extensions import db
from models.listing.cursor import LARGEST_ID
from models.staff.audit_entry import AuditEntry

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the log is searched for. Days are whole ones of the newsroom's zone."""

    words: str = ""
    action: str = ""
    kind: str = ""
    subject_id: int | None = None
    since: date | None = None
    until: date | None = None
    before_id: int | None = None

    @classmethod
    def read(cls, given: MultiDict[str, str]) -> Self:
        """What makes no sense is left out."""
        return cls(
            words=given.get("q", "").strip()[:200],
            action=given.get("action", ""),
            kind=given.get("kind", ""),
            subject_id=_number(given.get("subject", "")),
            since=given.get("since", None, date.fromisoformat),
            until=given.get("until", None, date.fromisoformat),
            before_id=_number(given.get("before", "")),
        )

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


def read_page(asked: Asked, zone: ZoneInfo) -> tuple[list[AuditEntry], int | None]:
    """The entries, and what older ones come before, if there are any."""
    found = list(db.session.scalars(asked.query(zone).limit(PAGE + 1)))
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


def _number(text: str) -> int | None:
    is_one = text.isascii() and text.isdecimal() and len(text) < 11
    return min(int(text), LARGEST_ID) if is_one else None
