"""Redirects from old URLs to new ones, as one content file."""

from collections.abc import Callable, Iterator
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.fields import Fields
from importers.content.kind import ContentFile, Kind
from importers.content.rows import assign
from models.input_rules import is_web_address, longest
from models.redirect import (
    Redirect,
    candidates,
    is_on_this_site,
    old_address,
    parts_of,
    without_site,
)

FIELDS = ("kind", "redirects")
MOVE_FIELDS = ("to", "made_at")

Move = tuple[str, datetime | None]  # the new path, made_at


def read(document: Document) -> Callable[[], None]:
    """Adds or changes redirects; deletes none."""
    document.refuse_text()
    lines = document.mapping("redirects")
    names = _names(lines)
    moves = {old: _move(lines, name) for old, name in names.items()}

    def store() -> None:
        rows = {row.old_path: row for row in db.session.scalars(select(Redirect))}
        # Where everything leads after the import, to find loops.
        ways = {old: row.new_path for old, row in rows.items()}
        ways |= {old: new for old, (new, _) in moves.items()}
        for old, (new, made_at) in moves.items():
            _refuse_circle(lines, names[old], old, ways)
            row = rows.get(old) or Redirect(old_path=old)
            assign(row, new_path=new, made_at=made_at)
            db.session.add(row)

    return store


def write() -> Iterator[ContentFile]:
    rows = db.session.scalars(select(Redirect).order_by(Redirect.old_path))
    moves = {
        _written(row.old_path): {"to": row.new_path, "made_at": row.made_at}
        if row.made_at
        else row.new_path
        for row in rows
    }
    if moves:
        yield ContentFile("redirects.md", {"kind": "redirects", "redirects": moves})


def _written(old: str) -> str:
    """Escapes the path, which reading decodes again; the query is encoded already."""
    path, *query = old.split("?", 1)
    return "?".join([path.replace("%", "%25"), *query])


def _names(lines: Fields) -> dict[str, str]:
    """The canonical old paths, each with its spelling in the file."""
    names: dict[str, str] = {}
    for name in lines.values:
        old = old_address(name)
        _check_path(lines, name, old)
        if "#" in name or "?" in parts_of(name)[0]:
            message = f"{name[:100]!r} can never match: leave out what begins with #."
            raise lines.problem(name, message)
        if old in names:
            message = f"{name[:100]!r} is the same path as {names[old]!r}: keep one."
            raise lines.problem(name, message)
        names[old] = name
    return names


def _move(lines: Fields, old: str) -> Move:
    move, made_at = lines, None
    name = old
    if isinstance(lines.values[old], dict):
        move, name = lines.mapping(old), "to"
        move.refuse_unknown(MOVE_FIELDS)
        made_at = move.time("made_at")
    new = move.line(name, longest(Redirect.new_path), needed=True)
    new = without_site(new, current_app.config["SITE_URL"])
    if not is_web_address(new):
        _check_path(move, name, new)
    return new, made_at


def _check_path(fields: Fields, name: str, path: str) -> None:
    if len(path) > longest(Redirect.old_path) or not is_on_this_site(path):
        raise fields.problem(
            name,
            f"{path[:100]!r} is not a path on this site: write `/old-path: /new-path`, "
            "or `/old-path: https://other.example/page`.",
        )


def _refuse_circle(lines: Fields, name: str, old: str, ways: dict[str, str]) -> None:
    seen: list[str] = []
    at: str | None = old
    while at and at not in seen:
        seen.append(at)
        at = _next(ways, ways[at])
    if at:
        raise lines.problem(
            name,
            f"{old!r} is part of a redirect loop with {at!r}: remove one of them.",
        )


def _next(ways: dict[str, str], address: str) -> str | None:
    """The next step of a chain of redirects, if any."""
    path, query = parts_of(address)
    matching = [one for one in candidates(path, query) if one in ways]
    exact = [one for one in matching if one.split("?")[0] == path]
    return exact[0] if is_on_this_site(address) and exact else None


def _is_stored(document: Document) -> bool:
    stored = set(db.session.scalars(select(Redirect.old_path)))
    return not stored.isdisjoint(map(old_address, document.mapping("redirects").values))


REDIRECTS = Kind(FIELDS, read, _is_stored, write, has_slug=False)
