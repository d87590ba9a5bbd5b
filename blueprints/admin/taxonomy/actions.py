"""Creates, changes, merges and deletes regions, topics and contributors."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from extensions import db
from models.base import transaction
from models.fingerprint import columns_of, require_unchanged, what_changed
from models.plurals import counted
from models.redirect import leave_redirect
from models.taxonomy.placing import merge_stories, remove_from_stories, stories_of
from web.accounts.audit import audit
from web.clock import utc_now


class InUse(Exception):
    """It cannot be deleted because stories use it."""


def save(taxonomy: Taxonomy, form: TaxonomyForm, id_: int | None = None) -> bool:
    """Stores the form's values; otherwise the form has the errors.

    Raises EditConflict if somebody changed the row since the form was opened.
    """
    if not form.validate():
        return False
    try:
        with transaction():
            row = (
                taxonomy.find(id_, locked=True)
                if id_
                else taxonomy.model(**taxonomy.first())
            )
            if id_:
                require_unchanged(columns_of(row), form.version.data)
            if not _is_free(taxonomy, form, row):
                return False
            _store(taxonomy, form, row)
    except IntegrityError:
        form.slug.errors = [_taken(taxonomy, form.wanted_slug)]
        return False
    return True


def delete(taxonomy: Taxonomy, id_: int, *, everywhere: bool = False) -> None:
    """`everywhere` also removes it from the stories that use it.

    Raises InUse, also if a story starts to use it at the same moment.
    """
    try:
        with transaction():
            row = taxonomy.find(id_, locked=True)
            stories = stories_of(taxonomy.link, taxonomy.key, id_)
            if stories and not everywhere:
                raise InUse
            remove_from_stories(taxonomy.link, taxonomy.key, id_)
            audit("delete", row, removed_from(len(stories)))
            db.session.delete(row)
    except IntegrityError:
        # A story was saved with it since we looked.
        raise InUse from None
    taxonomy.reindex(stories)


def merge(taxonomy: Taxonomy, id_: int, into: int) -> str:
    """Moves its stories and URLs to another row, whose name it returns."""
    with transaction():
        # Locked in the order of ids, so that two merges cannot deadlock.
        rows = {one: taxonomy.find(one, locked=True) for one in sorted({id_, into})}
        row, goal = rows[id_], rows[into]
        stories = stories_of(taxonomy.link, taxonomy.key, id_)
        merge_stories(taxonomy.link, taxonomy.key, id_, into)
        taxonomy.hand_over(id_, into)
        old, new = taxonomy.path(row.slug), taxonomy.path(goal.slug)
        audit("merge", row, f"into “{goal.name}”, {counted(len(stories), 'story')}")
        name: str = goal.name
        db.session.delete(row)
        db.session.flush()
        leave_redirect(db.session(), old, new, utc_now())
    taxonomy.reindex(stories)
    return name


def removed_from(stories: int) -> str:
    return f"removed from {counted(stories, 'story')}" if stories else ""


def _store(taxonomy: Taxonomy, form: TaxonomyForm, row: Any) -> None:
    before = columns_of(row)
    for name, value in form.columns().items():
        setattr(row, name, value)
    if before["id"] is None:
        db.session.add(row)
        audit("create", row)
        return
    if before["slug"] != row.slug:
        old, new = taxonomy.path(before["slug"]), taxonomy.path(row.slug)
        leave_redirect(db.session(), old, new, utc_now())
    changes = what_changed(before, columns_of(row))
    if changes:
        audit("change", row, changes)


def _is_free(taxonomy: Taxonomy, form: TaxonomyForm, row: Any) -> bool:
    """Names must be unique, because stories refer to rows by typed names."""
    named = select(taxonomy.model.id, taxonomy.model.name, taxonomy.model.slug)
    others = [other for other in db.session.execute(named) if other.id != row.id]
    name = form.name.data.casefold()
    # Duplicates from an import may keep their names.
    is_new = name != (row.name or "").casefold()
    if is_new and any(name == other.name.casefold() for other in others):
        form.name.errors = [f"There is already a {taxonomy.word} with this name."]
    if any(form.wanted_slug == other.slug for other in others):
        form.slug.errors = [_taken(taxonomy, form.wanted_slug)]
    return not form.errors


def _taken(taxonomy: Taxonomy, slug: str) -> str:
    return f"Another {taxonomy.word} already uses the address “{slug}”."
