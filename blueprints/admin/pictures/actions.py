"""Actions on a picture: replace, restore, try again, delete."""

import hashlib

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from blueprints.admin.pictures.form import DetailsForm
from blueprints.admin.pictures.uploads import (
    SLACK,
    explain_refusals,
    made_of,
    sent_files,
)
from blueprints.admin.pictures.view import (
    changeable_picture,
    picture_at,
    picture_page,
)
from extensions import db
from jobs.images.imaging import MAX_BYTES, PictureRefused
from models.base import transaction
from models.pictures.picture import Picture
from models.pictures.picture_use import uses_of
from web.accounts.audit import audit
from web.permission import open_to, takes_up_to

actions = Blueprint("actions", __name__, url_prefix="/<int:id>")
explain_refusals(actions)
REPLACED = (
    "The picture is replaced wherever it is used as soon as it is processed. "
    "Until then readers see the old one."
)
RESTORED = "The previous file is restored. Readers see it as soon as it is processed."
SAME = "This is the current file. Nothing was changed."
NO_FILE = "Choose a file first."
IN_USE = (
    "This picture is in use and was not deleted. Remove it from these places first."
)
Answer = str | Response | tuple[str, int]


@actions.post("/replacement")
@open_to("contributor")
@takes_up_to(MAX_BYTES + SLACK)
def create_replacement(id: int) -> Answer:
    known = changeable_picture(id)
    files = sent_files()
    if not files:
        return _refused(id, NO_FILE)
    data = files[0].read(MAX_BYTES + 1)
    digest = hashlib.sha256(data).hexdigest()
    # Otherwise `previous` would become the same file.
    if known.sha256 == digest:
        return _refused(id, SAME)
    try:
        # Decodes the file, which takes seconds: before the transaction.
        new = made_of(data, digest, files[0].filename)
    except PictureRefused as refused:
        return _refused(id, str(refused))
    with transaction():
        # Checked again: it may have been published while the file was decoded.
        picture = changeable_picture(id, lock=True)
        picture.take_file(new)
        if "reset" in request.form:
            picture.focus_on(0.5, 0.5)
        audit("replace", picture)
    return _done(id, REPLACED)


@actions.post("/restoration")
@open_to("contributor")
def create_restoration(id: int) -> Answer:
    """Swaps the file with the one it replaced."""
    with transaction():
        picture = changeable_picture(id, lock=True)
        if picture.previous:
            picture.take_file(picture.previous)
            audit("restore file", picture)
    return _done(id, RESTORED)


@actions.post("/renditions")
@open_to("contributor")
def create_renditions(id: int) -> Answer:
    with transaction():
        changeable_picture(id, lock=True).ask_for_renditions()
    return _done(id, "The picture is being processed again.")


@actions.post("/deletion")
@open_to("contributor")
def create_deletion(id: int) -> Answer:
    """Its files are no longer served; jobs/images/leftovers.py removes them."""
    try:
        with transaction():
            picture = changeable_picture(id, lock=True)
            is_used = bool(uses_of(picture))
            if not is_used:
                audit("delete", picture)
                db.session.delete(picture)
    except IntegrityError:  # used by a story in the meantime
        is_used = True
    if is_used:
        return _page(picture_at(id), problem=IN_USE), 409
    flash("The picture is deleted.", "done")
    return redirect(url_for("admin.pictures.index"), 303)


def _refused(id_: int, problem: str) -> tuple[str, int]:
    return _page(picture_at(id_), file_problem=problem), 422


def _page(picture: Picture, **more: str) -> str:
    return picture_page(picture, DetailsForm.of(picture), **more)


def _done(id_: int, message: str) -> Response:
    flash(message, "done")
    return redirect(url_for("admin.pictures.show", id=id_), 303)
