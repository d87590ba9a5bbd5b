"""A picture's own page, as its several routes show it."""

from typing import Any

from flask import abort, render_template

from blueprints.admin.pictures.form import LABELS, WordsForm
from blueprints.admin.pictures.queries import Shelf
from extensions import db
from models.listing.cursor import LARGEST_ID
from models.pictures.picture import Picture
from models.pictures.picture_use import uses_of
from web.clock import utc_now
from web.permission import current_member

NOT_YOURS = "Somebody else has taken this picture in. Editors can change it."


def picture_at(id_: int, *, lock: bool = False) -> Picture:
    """Lock it within a transaction."""
    is_id = id_ <= LARGEST_ID
    picture = db.session.get(Picture, id_, with_for_update=lock) if is_id else None
    return picture or abort(404)


def changeable_picture(id_: int, *, lock: bool = False) -> Picture:
    """Aborts with 403 for whoever may not change it."""
    picture = picture_at(id_, lock=lock)
    if not picture.may_be_changed_by(current_member()):
        abort(403, NOT_YOURS)
    return picture


def picture_page(picture: Picture, form: WordsForm, **more: Any) -> str:
    """`theirs` is what somebody else wrote meanwhile, by field; `problem` is said
    above everything, `file_problem` beside the form for another file.
    """
    return render_template(
        "admin/pictures/show.html",
        picture=picture,
        form=form,
        labels=LABELS,
        shelf=Shelf([picture]),
        now=utc_now(),
        uses=uses_of(picture),
        may_change=picture.may_be_changed_by(current_member()),
        **more,
    )
