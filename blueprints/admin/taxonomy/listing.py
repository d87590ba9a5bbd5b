"""A taxonomy's rows as a list: searched, ordered by name, paged."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from blueprints.admin.taxonomy.base import Taxonomy
from extensions import db
from models.stories.story_words import folded

PAGE = 50


@dataclass(frozen=True)
class TaxonomyPage:
    """`uses` is the number of stories by the row's id; pages count from 1."""

    rows: list[Any]
    uses: dict[int, int]
    total: int
    page: int
    pages: int


def read_page(taxonomy: Taxonomy, words: str, page: int) -> TaxonomyPage:
    """Compares names in Python: rows are few, and databases do not fold all accents."""
    wanted = folded(words).split()
    found = [
        row.id
        for row in _in_order(taxonomy)
        if all(word in f"{folded(row.name)} {row.slug}" for word in wanted)
    ]
    # An arranged list is one page, so that everything in it can be moved.
    size = len(found) or 1 if taxonomy.is_arranged else PAGE
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 1), pages)
    ids = found[(page - 1) * size : page * size]
    return TaxonomyPage(
        _rows(taxonomy, ids), taxonomy.uses(*ids), len(found), page, pages
    )


def _in_order(taxonomy: Taxonomy) -> list[Any]:
    """Ids, names and slugs of all rows, in their own order or by name."""
    model = taxonomy.model
    named = select(model.id, model.name, model.slug)
    if taxonomy.is_arranged:
        ordered = named.order_by(model.position, model.name)
        return list(db.session.execute(ordered))
    return sorted(db.session.execute(named), key=lambda row: (folded(row.name), row.id))


def _rows(taxonomy: Taxonomy, ids: list[int]) -> list[Any]:
    rows = db.session.scalars(select(taxonomy.model).where(taxonomy.model.id.in_(ids)))
    by_id = {row.id: row for row in rows}
    return [by_id[id_] for id_ in ids]
