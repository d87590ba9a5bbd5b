"""Writes the audit log, in the same transaction as the action."""

from typing import Any

from flask import has_request_context, request
from flask_login import current_user

from extensions import db
from models.staff.audit_entry import AuditEntry
from models.staff.staff_member import StaffMember
from web.clock import utc_now

KINDS = {"StaffMember": "editor"}  # the name in existing entries


def audit(
    action: str, subject: Any = None, detail: str = "", *, by: StaffMember | None = None
) -> None:
    """`subject` is the row that was changed. Call it inside `transaction()`."""
    editor = by or _at_work()
    if subject is not None:
        db.session.flush()  # a new row has no id before the flush
    db.session.add(
        AuditEntry(
            at=utc_now(),
            editor_id=editor.id if editor else None,
            editor_name=_name(editor) if editor else "",
            action=action,
            subject_kind=_kind(subject) if subject is not None else "",
            subject_id=getattr(subject, "id", None),
            subject_name=_name(subject)[:300] if subject is not None else "",
            detail=detail,
            address=_address()[:64],
        )
    )


def _at_work() -> StaffMember | None:
    """The signed-in member; None for a command run on the server."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    editor: StaffMember = current_user
    return editor


def _kind(subject: Any) -> str:
    name = type(subject).__name__
    return KINDS.get(name, name.lower())


def _address() -> str:
    return (request.remote_addr or "") if has_request_context() else ""


def _name(subject: Any) -> str:
    for field in ("headline", "name", "email", "subject", "file_name", "old_path"):
        value = getattr(subject, field, "")
        if value:
            return str(value)
    return str(getattr(subject, "id", ""))
