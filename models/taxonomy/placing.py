"""Merges or removes a region, topic or contributor in all stories that have it.

Uses a few statements whatever the number of stories.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from extensions import db
from models.stories.content import PLACEMENT_LISTS
from models.stories.draft import Draft
from models.stories.placement import Placement

Key = InstrumentedAttribute[int]


def stories_of(link: type[Placement], key: Key, id_: int) -> list[int]:
    return list(db.session.scalars(select(link.article_id).where(key == id_)))


def merge_stories(link: type[Placement], key: Key, old: int, new: int) -> None:
    """Within a transaction. A story with both keeps one, at the earlier position."""
    both = _places_of(link, key, old)
    has_both = link.article_id.in_(select(both.c.article_id)) & (key == new)
    placed = select(both.c.position).where(both.c.article_id == link.article_id)
    theirs = placed.scalar_subquery()
    better = case((theirs < link.position, theirs), else_=link.position)
    _run(update(link).where(has_both).values(position=better))
    other = aliased(link)
    has_new = select(other.article_id).where(getattr(other, key.key) == new)
    _run(delete(link).where(key == old, link.article_id.in_(has_new)))
    _run(update(link).where(key == old).values({key.key: new}))
    _rename_in_drafts(key, old, new)


def remove_from_stories(link: type[Placement], key: Key, id_: int) -> None:
    """Within a transaction. Later positions move up."""
    gone = _places_of(link, key, id_)
    place = select(gone.c.position).where(gone.c.article_id == link.article_id)
    behind = link.position > place.scalar_subquery()
    _run(update(link).where(behind).values(position=link.position - 1))
    _run(delete(link).where(key == id_))


def _places_of(link: type[Placement], key: Key, id_: int) -> Any:
    """Positions in an aliased subquery, because the table itself is being updated."""
    return select(link.article_id, link.position).where(key == id_).subquery()


def _rename_in_drafts(key: Key, old: int, new: int) -> None:
    """Drafts refer to it by id."""
    kind = next(kind for kind, place in PLACEMENT_LISTS.items() if place.key == key.key)
    for id_, ids in db.session.execute(select(Draft.article_id, Draft.stored[kind])):
        if old in (ids or ()):
            draft = db.session.get_one(Draft, id_, with_for_update=True)
            _replace_in(draft, kind, old, new)


def _replace_in(draft: Draft, kind: str, old: int, new: int) -> None:
    content = draft.content
    ids: Any = dict.fromkeys(new if i == old else i for i in getattr(content, kind))
    changed: dict[str, Any] = {kind: tuple(ids)}
    draft.stored = replace(content, **changed).as_json()


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
