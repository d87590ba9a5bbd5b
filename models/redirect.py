"""Addresses that were, and where they are now."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.edition import SeenByReaders


class Redirect(SeenByReaders, Base):
    """`old_path` and `new_path` begin with a slash and stay on this site."""

    __tablename__ = "redirects"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_path: Mapped[str] = mapped_column(String(500), unique=True)
    new_path: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime | None]


def redirect_from(path: str) -> str | None:
    """Where `path` has moved to, if it has: never to itself or another site."""
    if "\0" in path:
        return None
    moved = db.session.scalar(
        select(Redirect.new_path).where(Redirect.old_path == path)
    )
    if moved is None or urlsplit(moved).path == path or not _is_ours(moved):
        return None
    return moved


def _is_ours(path: str) -> bool:
    """Browsers read a second slash, even a backslash, as the start of a host."""
    return path.startswith("/") and path[1:2] not in ("/", "\\")
