"""Finds or creates the rows that content files refer to."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from extensions import db
from importers.content.fields import Fields
from models.input_rules import longest
from models.slug import is_slug, slug_of
from models.stories.article import Article
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

Row = TypeVar("Row", Article, Contributor, Region, Topic)
Named = TypeVar("Named", Contributor, Region, Topic)


def find(model: type[Row], slug: str) -> Row | None:
    return db.session.scalar(select(model).where(model.slug == slug))


def find_or_make(model: type[Row], slug: str, **values: Any) -> Row:
    """The row with this slug, updated to these values if they differ."""
    row = find(model, slug)
    if row is None:
        row = model(slug=slug)
    assign(row, **values)
    db.session.add(row)
    return row


def assign(row: object, **values: object) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def arrange(row: object, name: str, wanted: Sequence[object]) -> None:
    """Sets an ordered list of rows if it differs."""
    # Assigning an equal list would still mark the row as modified.
    if list(getattr(row, name)) != list(wanted):
        setattr(row, name, list(wanted))


def named(fields: Fields, field: str, model: type[Named]) -> list[Named]:
    """The rows that the field names, by slug or else by name; creates missing ones."""
    names = fields.names(field, longest(model.name))
    rows = [_named(fields, field, model, name) for name in names]
    return list(dict.fromkeys(rows))


def _named(fields: Fields, field: str, model: type[Named], name: str) -> Named:
    row = find(model, name) if is_slug(name) else None
    if row is not None:
        return row
    found = db.session.scalars(select(model).where(model.name == name)).all()
    if len(found) > 1:
        slugs = ", ".join(row.slug for row in found)
        message = f"{name!r} is the name of {slugs}: write the slug instead."
        raise fields.problem(field, message)
    return found[0] if found else _made(model, name)


def _made(model: type[Named], name: str) -> Named:
    row = find(model, slug_of(name))
    if row is None:
        row = model(slug=slug_of(name), name=name)
        db.session.add(row)
        db.session.flush()  # so that the next name finds it
    return row
