"""Sign-ins: the rows behind newsroom sessions, and the networks they came from."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import ForeignKey, String, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from extensions import db
from models.base import Base
from models.staff.staff_member import StaffMember

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
PLACES_ARE_KNOWN_FOR = timedelta(days=90)


class SignIn(Base):
    """One session. The cookie holds a secret; the row only its SHA-256, in hex.

    `network` is an IPv4 address or an IPv6 /64.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(
        ForeignKey("editors.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64), default="")
    network: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(300), default="")

    editor: Mapped[StaffMember] = relationship()

    @classmethod
    def begin(
        cls, editor: StaffMember, now: datetime, **place: str
    ) -> tuple[Self, str]:
        """A new session and its secret."""
        secret = secrets.token_urlsafe(32)
        kept = {name: value[: cls._longest(name)] for name, value in place.items()}
        times = {"began_at": now, "seen_at": now}
        return cls(editor=editor, digest=digest(secret), **times, **kept), secret

    @classmethod
    def opened_by(cls, secret: str, now: datetime) -> Self | None:
        """The session with this secret and its member, if both are still valid."""
        found = select(cls).join(cls.editor).options(contains_eager(cls.editor))
        sign_in = db.session.scalar(found.where(cls.digest == digest(secret)))
        return sign_in if sign_in and sign_in.is_open(now) else None

    @classmethod
    def of(cls, editor: StaffMember, now: datetime) -> list[Self]:
        """Open sessions, most recently used first."""
        mine = select(cls).where(cls.editor_id == editor.id)
        found = db.session.scalars(mine.order_by(cls.seen_at.desc(), cls.id.desc()))
        return [sign_in for sign_in in found if sign_in.is_open(now)]

    def is_open(self, now: datetime) -> bool:
        return (
            self.ended_at is None
            and self.seen_at > now - IDLE
            and self.began_at > now - ABSOLUTE
            and self.editor.active
        )

    def end(self, now: datetime) -> None:
        self.ended_at = self.ended_at or now

    @classmethod
    def _longest(cls, name: str) -> int:
        length: int = cls.__table__.c[name].type.length  # type: ignore[attr-defined]
        return length


def end_all(editor: StaffMember, now: datetime) -> None:
    """Signs the member out everywhere. Within a transaction."""
    editor.end_sessions()
    end_others(editor, "", now)


def end_others(editor: StaffMember, kept: str, now: datetime) -> None:
    """Ends all sessions except the one with this digest."""
    others = update(SignIn).where(
        SignIn.editor_id == editor.id, SignIn.digest != kept, SignIn.ended_at.is_(None)
    )
    db.session.execute(others.values(ended_at=now))


def knows_place(address_key: str, network: str, now: datetime) -> bool:
    """Whether this account has recently signed in from this network."""
    lately = (
        select(SignIn.id)
        .join(SignIn.editor)
        .where(StaffMember.address_key == address_key, SignIn.network == network)
        .where(SignIn.began_at > now - PLACES_ARE_KNOWN_FOR)
    )
    return db.session.scalar(lately.limit(1)) is not None


def has_signed_in(editor: StaffMember) -> bool:
    """Whether any past sign-in is still stored."""
    mine = select(SignIn.id).where(SignIn.editor_id == editor.id)
    return db.session.scalar(mine.limit(1)) is not None


def forget_old_sign_ins(now: datetime) -> None:
    """Ended sessions are kept as long as they identify a known network."""
    over = or_(SignIn.ended_at.is_not(None), SignIn.began_at <= now - ABSOLUTE)
    too_old = and_(over, SignIn.began_at <= now - PLACES_ARE_KNOWN_FOR)
    db.session.execute(delete(SignIn).where(too_old))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
