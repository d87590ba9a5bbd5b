"""Old addresses and their new ones as one content file."""

from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import unquote

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.fields import Fields
from importers.content.kind import ContentFile, Kind
from importers.content.rows import assign
from models.input_rules import longest
from models.redirect import Redirect, decoded, is_on_this_site

FIELDS = ("kind", "redirects")
MOVE_FIELDS = ("to", "made_at")

Move = tuple[str, datetime | None]  # the new path, made_at


def read(document: Document) -> Callable[[], None]:
    """Adds to the redirects there are; none is taken away."""
    document.refuse_text()
    lines = document.mapping("redirects")
    names = _names(lines)
    moves = {old: _move(lines, name) for old, name in names.items()}

    def store() -> None:
        rows = {row.old_path: row for row in db.session.scalars(select(Redirect))}
        ways = {old: decoded(row.new_path) for old, row in rows.items()}
        ways |= {old: decoded(new) for old, (new, _) in moves.items()}
        for old, (new, made_at) in moves.items():
            _refuse_circle(lines, names[old], old, ways)
            row = rows.get(old) or Redirect(old_path=old)
            assign(row, new_path=new, made_at=made_at)
            db.session.add(row)

    return store


def write() -> Iterator[ContentFile]:
    rows = db.session.scalars(select(Redirect).order_by(Redirect.old_path))
    moves = {
        row.old_path.replace("%", "%25"): {"to": row.new_path, "made_at": row.made_at}
        if row.made_at
        else row.new_path
        for row in rows
    }
    if moves:
        yield ContentFile("redirects.md", {"kind": "redirects", "redirects": moves})


def _names(lines: Fields) -> dict[str, str]:
    """The old paths, decoded as they are looked up, and how the file writes each."""
    names: dict[str, str] = {}
    for name in lines.values:
        old = unquote(name)
        _check_path(lines, name, old)
        if "?" in old or "#" in old:
            message = (
                f"{name[:100]!r} can never match: leave out what begins with ? or #."
            )
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
    _check_path(move, name, new)
    return new, made_at


def _check_path(fields: Fields, name: str, path: str) -> None:
    if len(path) > longest(Redirect.old_path) or not is_on_this_site(path):
        raise fields.problem(
            name,
            f"{path[:100]!r} is no path on this site: write `/old-path: /new-path`.",
        )


def _refuse_circle(lines: Fields, name: str, old: str, ways: dict[str, str]) -> None:
    seen, path = {old}, ways[old]
    while path in ways and path not in seen:
        seen.add(path)
        path = ways[path]
    if path in seen:
        raise lines.problem(
            name,
            f"{old!r} leads in a circle, back to {path!r}: remove one of the two.",
        )


def _is_stored(document: Document) -> bool:
    stored = set(db.session.scalars(select(Redirect.old_path)))
    return not stored.isdisjoint(map(unquote, document.mapping("redirects").values))


REDIRECTS = Kind(FIELDS, read, _is_stored, write, has_slug=False)
