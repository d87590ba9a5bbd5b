"""Single-use, expiring links mailed to staff members; each opens one account."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import (
    BadData,
    SignatureExpired,
    TimestampSigner,
    URLSafeTimedSerializer,
)
from sqlalchemy import select

from extensions import db
from models.staff.staff_member import StaffMember, administrators

# Pages and mails name these times too: tests/models/staff/test_lifetimes.py lists them.
LIVES = {
    "invitation": timedelta(days=7),
    "reset": timedelta(hours=2),
    "first": timedelta(hours=24),
}


class BadLink(Exception):
    """The token is not one of ours."""


class SpentLink(BadLink):
    """A genuine token that has expired, was used, or was replaced by a newer one."""


def token_for(kind: str, editor: StaffMember, secret: str, now: datetime) -> str:
    """Valid until it is used or expires, or the member's sessions are ended."""
    return str(_serializer(kind, secret, now).dumps([editor.id, _mark(editor)]))


def holder_of(
    kind: str, token: str, secret: str, now: datetime, *, locked: bool = False
) -> StaffMember:
    """The member whose account it opens. Raises BadLink, SpentLink; writes nothing."""
    id_, mark = _read(kind, token, secret, now)
    named = select(StaffMember).where(StaffMember.id == id_)
    editor = db.session.scalar(named.with_for_update() if locked else named)
    if editor is None or mark != _mark(editor) or not _fits(kind, editor):
        raise SpentLink
    return editor


def first_token(secret: str, now: datetime) -> str | None:
    """A link that creates the first administrator; None if there is one already."""
    if has_administrator():
        return None
    return str(_serializer("first", secret, now).dumps("administrator"))


def refuse_second(token: str, secret: str, now: datetime) -> None:
    """Raises BadLink, SpentLink if the token cannot create an administrator."""
    _read("first", token, secret, now)
    if has_administrator():
        raise SpentLink


def has_administrator() -> bool:
    """Whether someone who may invite others can sign in."""
    return db.session.scalar(administrators().limit(1)) is not None


def _read(kind: str, token: str, secret: str, now: datetime) -> Any:
    seconds = int(LIVES[kind].total_seconds())
    try:
        return _serializer(kind, secret, now).loads(token, max_age=seconds)
    except SignatureExpired:
        raise SpentLink from None
    except BadData:
        raise BadLink from None


def _fits(kind: str, editor: StaffMember) -> bool:
    return editor.standing == ("invited" if kind == "invitation" else "active")


def _mark(editor: StaffMember) -> str:
    return hashlib.sha256(editor.fs_uniquifier.encode()).hexdigest()[:32]


def _serializer(kind: str, secret: str, now: datetime) -> URLSafeTimedSerializer:
    """The kind is the salt, so a token works for one purpose only."""

    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now.timestamp())

    return URLSafeTimedSerializer(secret, salt=f"editor.{kind}", signer=Signer)
