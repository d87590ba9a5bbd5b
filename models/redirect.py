"""Addresses that were, and where they are now."""

import re
from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from extensions import db
from models.base import Base
from models.edition import SeenByReaders

# Browsers skip tabs and line breaks, and read a second slash, even a backslash, as
# the start of a host (https://url.spec.whatwg.org/#concept-basic-url-parser).
ON_THIS_SITE = re.compile(r"/(?![/\\])[^\\]*")


class Redirect(SeenByReaders, Base):
    """Both paths begin with a slash and stay on this site.

    `old_path` is decoded, as it is looked up; `new_path` may have a query.
    """

    __tablename__ = "redirects"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_path: Mapped[str] = mapped_column(String(500), unique=True)
    new_path: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime | None]

    @validates("old_path", "new_path")
    def _stays_here(self, _name: str, path: str) -> str:
        if not is_on_this_site(path):
            raise ValueError(f"no path on this site: {path!r}")
        return path


def redirect_from(path: str) -> str | None:
    """Where `path` has moved to, if it has: never to itself or another site."""
    if "\0" in path:
        return None
    moved = db.session.scalar(
        select(Redirect.new_path).where(Redirect.old_path == path)
    )
    if moved is None or not is_on_this_site(moved) or decoded(moved) == path:
        return None
    return moved


def is_on_this_site(path: str) -> bool:
    return path.isprintable() and ON_THIS_SITE.fullmatch(path) is not None


def decoded(path: str) -> str:
    """The path as a request has it, without query and %-escapes."""
    return unquote(urlsplit(path).path)
