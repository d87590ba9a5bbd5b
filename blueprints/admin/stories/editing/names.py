"""Regions, topics and contributors as typed in the form: names, in order."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, literal_column, or_, select, union_all
from sqlalchemy.orm import aliased

from extensions import db
from models.stories.content import PLACEMENT_LISTS, Content, Ids

TAXONOMIES = {"regions": "region", "topics": "topic", "contributors": "contributor"}
# Where two have one name, the slug tells them apart: Ana Lima (ana-lima-2).
WITH_SLUG = re.compile(r"(?P<name>.+) \((?P<slug>[a-z0-9-]+)\)")
Names = dict[str, list[str]]


class Named(NamedTuple):
    kind: str
    id: int
    name: str
    slug: str

    @property
    def in_full(self) -> str:
        return f"{self.name} ({self.slug})"

    def is_called(self, written: str) -> bool:
        names = (" ".join(name.split()) for name in (self.name, self.in_full))
        return written.casefold() in (name.casefold() for name in names)


def names_of(content: Content) -> Names:
    """The names as the form shows them. One query."""
    parts = []
    for kind, place in PLACEMENT_LISTS.items():
        other = aliased(place.model)
        # Ambiguous names are shown with their slug.
        same = select(func.count()).where(other.name == place.model.name)
        columns = (*_columns(kind), same.scalar_subquery())
        wanted = place.model.id.in_(getattr(content, kind))
        parts.append(select(*columns).where(wanted))
    labels: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for *values, count in db.session.execute(union_all(*parts)):
        row = Named(*values)
        labels[row.kind][row.id] = row.name if count == 1 else row.in_full
    return {
        kind: [
            labels[kind][id_] for id_ in getattr(content, kind) if id_ in labels[kind]
        ]
        for kind in PLACEMENT_LISTS
    }


def all_names() -> Names:
    """The choices in the story form."""
    rows = _rows(lambda model: model.id.is_not(None), PLACEMENT_LISTS)
    count = Counter((row.kind, row.name) for row in rows)
    names: Names = {kind: [] for kind in PLACEMENT_LISTS}
    for row in sorted(rows, key=lambda row: (row.name.casefold(), row.slug)):
        is_one = count[row.kind, row.name] == 1
        names[row.kind].append(row.name if is_one else row.in_full)
    return names


def read_names(names: Names, before: Content) -> tuple[dict[str, Ids], dict[str, str]]:
    """The ids, and the problem of each kind. One query if all names match exactly."""
    found = _exactly(names)
    ids: dict[str, Ids] = {}
    problems: dict[str, str] = {}
    for kind in PLACEMENT_LISTS:
        rows = [
            _meant(name, found[kind], getattr(before, kind)) for name in names[kind]
        ]
        # Only now all names are read, to ignore case and white space.
        if None in rows:
            found[kind] = _rows(lambda model: model.id.is_not(None), [kind])
        rows = [
            _meant(name, found[kind], getattr(before, kind)) for name in names[kind]
        ]
        wrong = [n for n, row in zip(names[kind], rows, strict=True) if row is None]
        ids[kind] = tuple(dict.fromkeys(row.id for row in rows if row))
        if wrong:
            problems[kind] = _problem(kind, wrong[0], found[kind])
    return ids, problems


def _exactly(names: Names) -> dict[str, list[Named]]:
    slugs = {
        kind: [part["slug"] for name in written if (part := WITH_SLUG.fullmatch(name))]
        for kind, written in names.items()
    }
    wanted = {PLACEMENT_LISTS[kind].model: (names[kind], slugs[kind]) for kind in names}
    found: dict[str, list[Named]] = {kind: [] for kind in PLACEMENT_LISTS}

    def is_wanted(model: Any) -> Any:
        written, slug = wanted[model]
        return or_(model.name.in_(written), model.slug.in_(slug))

    for row in _rows(is_wanted, [kind for kind in names if names[kind]]):
        found[row.kind].append(row)
    return found


def _meant(written: str, rows: Iterable[Named], before: Ids) -> Named | None:
    """None for an unknown name, or one that several share unless one was there."""
    called = [row for row in rows if row.is_called(written)]
    exactly = [row for row in called if written in (row.name, row.in_full)]
    found = exactly or called
    # Keeps the row that the story already had.
    if len(found) > 1:
        found = [row for row in found if row.id in before]
    return found[0] if len(found) == 1 else None


def _problem(kind: str, written: str, rows: Iterable[Named]) -> str:
    called = [row for row in rows if row.is_called(written)]
    if called:
        which = " or ".join(f"“{row.in_full}”" for row in called[:3])
        return f"More than one {TAXONOMIES[kind]} has this name. Use {which}."
    missing = f"There is no {TAXONOMIES[kind]} called “{written[:100]}”."
    return f"{missing} Create it, or choose one from the list."


def _rows(is_wanted: Callable[[Any], Any], kinds: Iterable[str]) -> list[Named]:
    parts = [
        select(*_columns(kind)).where(is_wanted(PLACEMENT_LISTS[kind].model))
        for kind in kinds
    ]
    found = db.session.execute(union_all(*parts)) if parts else ()
    return [Named(*row) for row in found]


def _columns(kind: str) -> tuple[Any, ...]:
    model = PLACEMENT_LISTS[kind].model
    return literal_column(f"'{kind}'"), model.id, model.name, model.slug
