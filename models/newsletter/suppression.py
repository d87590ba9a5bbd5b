"""Suppressed addresses, which must not be mailed again after they were erased.

Only a keyed hash is kept (HMAC-SHA-256, RFC 2104). Importing an old list cannot bring
an erased person back, and the table does not reveal who they were.
"""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.email_address import Address

PURPOSE = b"newsletter.suppression"


class Suppression(Base):
    """`address_hash` is 64 hexadecimal digits."""

    __tablename__ = "suppressions"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


def hash_of(address: Address, secret: str) -> str:
    key = hmac.digest(secret.encode(), PURPOSE, "sha256")
    return hmac.new(key, address.key.encode(), hashlib.sha256).hexdigest()


def is_suppressed(address: Address, secret: str) -> bool:
    found = select(Suppression).where(
        Suppression.address_hash == hash_of(address, secret)
    )
    return db.session.scalar(found) is not None


def suppress(address: Address, secret: str, now: datetime) -> None:
    """Within a transaction."""
    db.session.merge(Suppression(address_hash=hash_of(address, secret), at=now))
