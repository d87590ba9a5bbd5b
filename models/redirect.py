"""Redirects: old paths, and where they lead now."""

import re
from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import String, case, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, validates

from extensions import db
from models.base import Base
from models.edition import SeenByReaders

# Browsers skip tabs and line breaks, and read a second slash, even a backslash, as
# the start of a host (https://url.spec.whatwg.org/#concept-basic-url-parser).
ON_THIS_SITE = re.compile(r"/(?![/\\])[^\\]*")


LONGEST_PATH = 500


class Circle(ValueError):
    """The redirect would end where it begins; the message shows the steps."""


class Redirect(SeenByReaders, Base):
    """Both paths begin with a slash and stay on this site.

    `old_path` is decoded, as it is looked up; `new_path` may have a query.
    """

    __tablename__ = "redirects"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_path: Mapped[str] = mapped_column(String(LONGEST_PATH), unique=True)
    new_path: Mapped[str] = mapped_column(String(LONGEST_PATH))
    made_at: Mapped[datetime | None]

    @validates("old_path", "new_path")
    def _stays_here(self, _name: str, path: str) -> str:
        if not is_on_this_site(path):
            raise ValueError(f"no path on this site: {path!r}")
        return path


def redirect_from(path: str) -> str | None:
    """Where `path` has moved to, if it has: never to itself or another site.

    With or without a slash at its end; what is stored exactly comes first.
    """
    if "\0" in path:
        return None
    either = Redirect.old_path.in_((path, with_other_end(path)))
    exact_first = case((Redirect.old_path == path, 0), else_=1)
    moved = db.session.scalar(
        select(Redirect.new_path).where(either).order_by(exact_first).limit(1)
    )
    if moved is None or not is_on_this_site(moved) or decoded(moved) == path:
        return None
    return moved


def make_redirect(
    old: str, new: str, at: datetime, changed: Redirect | None = None
) -> Redirect:
    """Within a transaction. Leads straight to the end of a chain. Raises Circle."""
    end = _end_of(old, new)
    row = changed or Redirect(made_at=at)
    row.old_path, row.new_path = old, end
    db.session.add(row)
    to_old = update(Redirect).where(Redirect.new_path == old)
    db.session.execute(to_old.values(new_path=end))
    return row


def _end_of(old: str, new: str) -> str:
    way = [old, decoded(new)]
    while way[-1] not in way[:-1]:
        further = redirect_from(way[-1])
        if further is None:
            return new
        new = further
        way.append(decoded(new))
    raise Circle(f"This would be a redirect loop: {' → '.join(way)}.")


def leave_redirect(session: Session, old: str, new: str, at: datetime) -> None:
    """What led to `old` then leads to `new`: there are no chains and no loops."""
    ends = Redirect.old_path.in_((old, new))
    session.execute(delete(Redirect).where(ends))
    to_old = update(Redirect).where(Redirect.new_path == old)
    session.execute(to_old.values(new_path=new))
    left = insert(Redirect).values(old_path=old, new_path=new, made_at=at)
    session.execute(left)


def with_other_end(path: str) -> str:
    """With a slash at its end instead of without, or the other way round."""
    return path.rstrip("/") or "/" if path.endswith("/") else f"{path}/"


def is_on_this_site(path: str) -> bool:
    return path.isprintable() and ON_THIS_SITE.fullmatch(path) is not None


def decoded(path: str) -> str:
    """The path as a request has it, without query and %-escapes."""
    return unquote(urlsplit(path).path)
