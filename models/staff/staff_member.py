"""A staff member: a person with a newsroom account, and their passkeys."""

import secrets
from datetime import UTC, datetime
from typing import Any

from flask_security import UserMixin, WebAuthnMixin, verify_password
from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    LargeBinary,
    Select,
    String,
    func,
    select,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base
from models.email_address import LONGEST_ADDRESS, Address
from models.taxonomy.contributor import Contributor

ROLES = (
    "contributor",
    "editor",
    "administrator",
)  # each includes the rights of those before it


class StaffMember(UserMixin, Base):
    """Sessions and mailed links refer to `fs_uniquifier`: a new value ends them all.

    Without `joined_at` the invitation is still open. Columns that begin with `tf_`,
    `mf_` and `fs_` are Flask-Security's. Recovery codes are stored as hashes;
    `totp_counter` is the time step of the last used code.
    """

    __tablename__ = "editors"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), unique=True)
    address_key: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20), default="contributor")
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: secrets.token_hex(16)
    )
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        String(64), unique=True
    )
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[Any] = mapped_column(
        MutableList.as_mutable(JSON()), nullable=True
    )
    contributor_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributors.id", ondelete="SET NULL"), index=True
    )
    invited_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]

    contributor: Mapped[Contributor | None] = relationship()
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        back_populates="editor", cascade="all, delete-orphan", order_by="Passkey.id"
    )

    def is_at_least(self, role: str) -> bool:
        """Whether they have at least this role."""
        return may_at_least(self.role, role)

    @property
    def mailbox(self) -> str:
        return Address(self.email, self.address_key).mailbox

    @property
    def standing(self) -> str:
        """Active, invited or disabled."""
        if not self.active:
            return "disabled"
        return "active" if self.joined_at else "invited"

    @property
    def has_authenticator(self) -> bool:
        return bool(self.tf_primary_method and self.tf_totp_secret)

    @property
    def is_protected(self) -> bool:
        """Whether signing in needs more than the password."""
        return self.has_authenticator or bool(self.webauthn)

    def end_sessions(self) -> None:
        """Ends open sessions and mailed links."""
        self.fs_uniquifier = secrets.token_hex(16)

    def lose_second_factors(self) -> None:
        """For someone who lost their phone and recovery codes."""
        self.tf_primary_method = self.tf_totp_secret = self.mf_recovery_codes = None
        self.webauthn.clear()

    def verify_and_update_password(self, password: str) -> bool:
        """Read-only: Flask-Security's version writes outside our transactions."""
        return self.password is not None and verify_password(password, self.password)

    @classmethod
    def at(cls, address: Address) -> Select["StaffMember"]:
        """The member with this mailbox, in any spelling."""
        return select(cls).where(cls.address_key == address.key)


class Passkey(WebAuthnMixin, Base):
    """A WebAuthn credential, with the columns Flask-Security requires.

    Flask-Security sets its times: UTC without a zone.
    """

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("editors.id", ondelete="CASCADE"), index=True
    )
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[Any] = mapped_column(
        MutableList.as_mutable(JSON()), nullable=True
    )
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[Any] = mapped_column(
        DateTime, server_default=func.now(), nullable=False
    )
    lastuse_datetime: Mapped[Any] = mapped_column(DateTime, nullable=False)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))

    editor: Mapped[StaffMember] = relationship(back_populates="webauthn")

    @property
    def last_used_at(self) -> datetime:
        used: datetime = self.lastuse_datetime
        return used.replace(tzinfo=UTC)


def may_at_least(role: str, other: str) -> bool:
    """Whether `role` includes all rights of the other."""
    return ROLES.index(role) >= ROLES.index(other)


def administrators() -> Select[int]:
    """The ids of active administrators, who can invite others."""
    return (
        select(StaffMember.id)
        .where(StaffMember.role == "administrator", StaffMember.active)
        .where(StaffMember.joined_at.is_not(None))
        .order_by(StaffMember.id)
    )


def is_last_administrator(editor: StaffMember) -> bool:
    """Locks all administrators, so that two cannot disable each other at once."""
    ids = db.session.scalars(administrators().with_for_update()).all()
    return list(ids) == [editor.id]
