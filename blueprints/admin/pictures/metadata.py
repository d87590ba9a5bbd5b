"""Editing the details of one picture, or of all that were just uploaded."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from htmx_flask import request
from werkzeug.wrappers import Response

from blueprints.admin.pictures.form import LABELS, DetailsForm
from blueprints.admin.pictures.queries import PicturePage, pictures_by_id, read_ids
from blueprints.admin.pictures.view import (
    changeable_picture,
    picture_at,
    picture_page,
)
from models.base import transaction
from models.pictures.picture import Picture
from models.pictures.picture_use import may_change
from web.accounts.audit import audit
from web.permission import current_member, open_to, takes_up_to

metadata = Blueprint("metadata", __name__)
MOST_BYTES = 2**20
Answer = str | Response | tuple[str, int]
Forms = list[tuple[Picture, DetailsForm]]


@metadata.get("/<int:id>/words")
@open_to("contributor")
def edit(id: int) -> str:
    """The form alone, for a dialog over the text."""
    picture = picture_at(id)
    return _form(picture, DetailsForm.of(picture))


@metadata.post("/<int:id>/words")
@open_to("contributor")
def update(id: int) -> Answer:
    form = DetailsForm(request.form)
    status = _save(id, form) if form.validate() else 422
    picture = picture_at(id)
    if status == 200:
        return _saved(picture)
    theirs = form.changes(picture) if status == 409 else {}
    if status == 409:
        # Saving again then replaces the values shown.
        form.version.data = picture.details_version
    if request.htmx:
        return _form(picture, form, theirs), status
    return picture_page(picture, form, theirs=theirs), status


@metadata.get("/arrivals")
@open_to("contributor")
def arrivals() -> str:
    """`?ids=` lists the pictures that were just uploaded."""
    pictures = pictures_by_id(read_ids(request.args.get("ids", "")))
    if not pictures:
        abort(404)
    return _arrivals([(one, DetailsForm.of(one, _prefix(one.id))) for one in pictures])


@metadata.post("/arrivals")
@open_to("contributor")
@takes_up_to(MOST_BYTES)
def update_arrivals() -> Answer:
    """Saves the valid ones; the others come back with their errors."""
    ids = read_ids(request.form.get("ids", ""))
    forms = [
        (one.id, DetailsForm(request.form, prefix=_prefix(one.id)))
        for one in pictures_by_id(ids)
    ]
    # Each has its own transaction, so one refusal stops no other.
    left = [form_of for form_of in forms if not _is_saved(*form_of)]
    if len(forms) > len(left):
        flash(f"Saved: {len(forms) - len(left)} of {len(forms)}.", "done")
    if not left:
        return redirect(url_for("admin.pictures.index"), 303)
    return _arrivals([(picture_at(id_), form) for id_, form in left]), 422


def _is_saved(id_: int, form: DetailsForm) -> bool:
    """A picture the member may not change is skipped and counts as saved."""
    if not may_change(picture_at(id_), current_member()):
        return True
    status = _save(id_, form) if form.validate() else 422
    if status == 409:
        form.version.data = picture_at(id_).details_version
        problem = "Somebody else has changed these details. Save again to keep yours."
        form.alt_text.errors = [problem]
    return status == 200


def _save(id_: int, form: DetailsForm) -> int:
    """The response status: 200, or 409 if the stored details are newer."""
    with transaction():
        picture = changeable_picture(id_, lock=True)
        if form.is_overtaken(picture):
            return 409
        changed = form.changes(picture)
        form.apply_to(picture)
        if changed:
            names = ", ".join(LABELS[name].lower() for name in changed)
            audit("edit details", picture, names)
    return 200


def _saved(picture: Picture) -> Answer:
    if request.htmx:
        return render_template("admin/pictures/_figure.html", picture=picture)
    flash("Saved.", "done")
    return redirect(url_for("admin.pictures.show", id=picture.id), 303)


def _form(
    picture: Picture, form: DetailsForm, theirs: dict[str, object] | None = None
) -> str:
    return render_template(
        "admin/pictures/metadata/_form.html",
        picture=picture,
        form=form,
        labels=LABELS,
        theirs=theirs or {},
        may_change=may_change(picture, current_member()),
    )


def _arrivals(forms: Forms) -> str:
    pictures = [picture for picture, _ in forms]
    editor = current_member()
    return render_template(
        "admin/pictures/metadata/arrivals.html",
        forms=[(one, form, may_change(one, editor)) for one, form in forms],
        page=PicturePage(pictures),
    )


def _prefix(id_: int) -> str:
    return f"picture-{id_}"
