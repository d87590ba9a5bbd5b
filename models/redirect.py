"""Redirects from old URLs to current ones."""

import re
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from sqlalchemy import String, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, validates

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.input_rules import is_web_address

# Browsers skip tabs and line breaks, and read a second slash, even a backslash, as
# the start of a host (https://url.spec.whatwg.org/#concept-basic-url-parser).
ON_THIS_SITE = re.compile(r"/(?![/\\])[^\\]*")
LONGEST_PATH = 500
MOST_PARAMETERS = 10  # of a request's query; further ones are ignored


class Circle(ValueError):
    """The redirect would be a loop; the message shows its steps."""


class Redirect(SeenByReaders, Base):
    """From a path on this site to another one, or to another site.

    `old_path` is canonical, as from `old_address`. `new_path` is a path with or
    without a query, or an absolute http or https URL.
    """

    __tablename__ = "redirects"

    id: Mapped[int] = mapped_column(primary_key=True)
    old_path: Mapped[str] = mapped_column(String(LONGEST_PATH), unique=True)
    new_path: Mapped[str] = mapped_column(String(LONGEST_PATH))
    made_at: Mapped[datetime | None]

    @validates("old_path", "new_path")
    def _can_be_followed(self, name: str, path: str) -> str:
        if not (is_on_this_site(path) or (name == "new_path" and is_web_address(path))):
            raise ValueError(f"not a path on this site: {path!r}")
        return path

    @property
    def takes_query(self) -> bool:
        return "?" in self.old_path

    def leads_to_itself(self, path: str) -> bool:
        if self.takes_query:
            return self.old_path in candidates(*parts_of(self.new_path))
        return leads_to(self.new_path, path)


def old_address(address: str) -> str:
    """The canonical form: the path decoded, the query sorted and encoded."""
    return _joined(*parts_of(address))


def parts_of(address: str) -> tuple[str, str]:
    """The decoded path and the unchanged query."""
    path, _, query = address.partition("#")[0].partition("?")
    return unquote(path), query


def candidates(path: str, query: str = "") -> list[str]:
    """The values of `old_path` that match a request, the most specific first.

    With the whole query, one of its parameters, or none; with or without a trailing
    slash.
    """
    ends = (path, with_other_end(path))
    single = query.split("&")[:MOST_PARAMETERS] if query else []
    return [_joined(end, one) for one in [query, *single, ""] for end in ends]


def _joined(path: str, query: str) -> str:
    canonical = _canonical(query)
    return f"{path}?{canonical}" if canonical else path


def _canonical(query: str) -> str:
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True)))


def find_redirect(path: str, query: str = "") -> Redirect | None:
    """The redirect for a request, unless it leads to itself. `path` is decoded."""
    if "\0" in path:
        return None
    wanted = candidates(path, query)
    rows = db.session.scalars(select(Redirect).where(Redirect.old_path.in_(wanted)))
    row = min(rows, key=lambda one: wanted.index(one.old_path), default=None)
    return None if row is None or row.leads_to_itself(path) else row


def redirect_from(path: str, query: str = "") -> str | None:
    """The new path or absolute URL; None if there is no redirect."""
    row = find_redirect(path, query)
    return row.new_path if row else None


def redirects_with_query() -> frozenset[str]:
    """The old URLs, with queries, of redirects that match on a query."""
    with_query = select(Redirect.old_path).where(Redirect.old_path.contains("?"))
    return frozenset(db.session.scalars(with_query))


def make_redirect(
    old: str, new: str, at: datetime, changed: Redirect | None = None
) -> Redirect:
    """Within a transaction: creates a redirect, or alters `changed`. Raises Circle.

    Chains are shortened: the redirect leads straight to the last URL.
    """
    end = _end_of(old, new)
    row = changed or Redirect(made_at=at)
    row.old_path, row.new_path = old, end
    db.session.add(row)
    to_old = update(Redirect).where(Redirect.new_path == old)
    db.session.execute(to_old.values(new_path=end))
    return row


def _end_of(old: str, new: str) -> str:
    way = [old, old_address(new)]
    while way[-1] not in way[:-1]:
        further = redirect_from(*parts_of(new)) if is_on_this_site(new) else None
        if further is None:
            return new
        new = further
        way.append(old_address(new))
    raise Circle(f"This would be a redirect loop: {' → '.join(way)}.")


def leave_redirect(session: Session, old: str, new: str, at: datetime) -> None:
    """Redirects to `old` then lead to `new`, so there are no chains and no loops."""
    ends = Redirect.old_path.in_((old, new))
    session.execute(delete(Redirect).where(ends))
    to_old = update(Redirect).where(Redirect.new_path == old)
    session.execute(to_old.values(new_path=new))
    left = insert(Redirect).values(old_path=old, new_path=new, made_at=at)
    session.execute(left)


def with_other_end(path: str) -> str:
    """Adds or removes the trailing slash."""
    return path.rstrip("/") or "/" if path.endswith("/") else f"{path}/"


def is_on_this_site(path: str) -> bool:
    return path.isprintable() and ON_THIS_SITE.fullmatch(path) is not None


def leads_to(address: str, path: str) -> bool:
    return is_on_this_site(address) and decoded(address) == path


def without_site(address: str, site_url: str) -> str:
    """A path, if the URL is on this site; otherwise the URL unchanged."""
    rest = address.removeprefix(site_url)
    is_ours = rest != address and rest[:1] in ("", "/", "?", "#")
    return f"/{rest.removeprefix('/')}" if is_ours else address


def decoded(path: str) -> str:
    """The path as in a request: without query, percent-decoded."""
    return unquote(urlsplit(path).path)
