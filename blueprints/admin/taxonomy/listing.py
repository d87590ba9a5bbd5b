"""Rows of a noun as a list: found by words, in the order of their names, in pages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from blueprints.admin.taxonomy.base import Noun
from extensions import db
from models.stories.story_words import folded

PAGE = 50


@dataclass(frozen=True)
class NounPage:
    """`uses` is the number of stories by the row's id; pages count from 1."""

    rows: list[Any]
    uses: dict[int, int]
    total: int
    page: int
    pages: int


def read_page(noun: Noun, words: str, page: int) -> NounPage:
    """Names are few, so they are compared here: no database folds every accent."""
    wanted = folded(words).split()
    found = [
        row.id
        for row in _in_order(noun)
        if all(word in f"{folded(row.name)} {row.slug}" for word in wanted)
    ]
    size = len(found) or 1 if noun.is_arranged else PAGE
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 1), pages)
    ids = found[(page - 1) * size : page * size]
    return NounPage(_rows(noun, ids), noun.uses(*ids), len(found), page, pages)


def _in_order(noun: Noun) -> list[Any]:
    """Ids, names and slugs of all; without an order of their own, by their names."""
    model = noun.model
    named = select(model.id, model.name, model.slug)
    if noun.is_arranged:
        ordered = named.order_by(model.position, model.name)
        return list(db.session.execute(ordered))
    return sorted(db.session.execute(named), key=lambda row: (folded(row.name), row.id))


def _rows(noun: Noun, ids: list[int]) -> list[Any]:
    rows = db.session.scalars(select(noun.model).where(noun.model.id.in_(ids)))
    by_id = {row.id: row for row in rows}
    return [by_id[id_] for id_ in ids]
