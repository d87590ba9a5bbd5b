"""A region, topic or contributor made, changed and deleted."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from extensions import db
from importers.content.rows import assign
from models.base import transaction
from models.redirect import leave_redirect
from models.stories.fingerprint import columns_of, refuse_overtaken, what_changed
from web.accounts.audit import audit
from web.clock import utc_now


class InUse(Exception):
    """It cannot be deleted: stories stand under it."""


def save(taxonomy: Taxonomy, form: TaxonomyForm, id_: int | None = None) -> bool:
    """Stores what the form says; if it cannot be stored, the form says why.

    Raises Overtaken when somebody has changed the row since the form was made.
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
                refuse_overtaken(columns_of(row), form.version.data)
            if not _is_free(taxonomy, form, row):
                return False
            _store(taxonomy, form, row)
    except IntegrityError:
        form.slug.errors = [_taken(taxonomy, form.wanted_slug)]
        return False
    return True


def delete(taxonomy: Taxonomy, id_: int) -> None:
    """Raises InUse, also for a story that is placed there in the same moment."""
    try:
        with transaction():
            row = taxonomy.find(id_, locked=True)
            if taxonomy.uses(id_):
                raise InUse
            audit("delete", row)
            db.session.delete(row)
    except IntegrityError:
        raise InUse from None


def _store(taxonomy: Taxonomy, form: TaxonomyForm, row: Any) -> None:
    before = columns_of(row)
    assign(row, **form.columns())
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
    """Names are typed into stories, so each may mean one row only."""
    named = select(taxonomy.model.id, taxonomy.model.name, taxonomy.model.slug)
    others = [other for other in db.session.execute(named) if other.id != row.id]
    name = form.name.data.casefold()
    is_new = name != (row.name or "").casefold()
    if is_new and any(name == other.name.casefold() for other in others):
        form.name.errors = [f"There is another {taxonomy.word} of this name."]
    if any(form.wanted_slug == other.slug for other in others):
        form.slug.errors = [_taken(taxonomy, form.wanted_slug)]
    return not form.errors


def _taken(taxonomy: Taxonomy, slug: str) -> str:
    return f"Another {taxonomy.word} is at “{slug}”: write another address."
