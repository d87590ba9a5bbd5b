"""A picture's own page, rendered by several routes."""

from typing import Any

from flask import abort, render_template

from blueprints.admin.pictures.form import LABELS, DetailsForm
from blueprints.admin.pictures.queries import PicturePage
from extensions import db
from models.input_rules import LARGEST_ID
from models.pictures.picture import Picture
from models.pictures.picture_use import may_change, uses_of
from web.clock import utc_now
from web.permission import current_member

NOT_YOURS = "Somebody else uploaded this picture. Only editors can change it."
PUBLISHED = "This picture is published. Ask an editor to change it."


def picture_at(id_: int, *, lock: bool = False) -> Picture:
    """Aborts with 404. With `lock`, call it within a transaction."""
    # PostgreSQL raises an error for a larger INTEGER.
    is_id = id_ <= LARGEST_ID
    picture = db.session.get(Picture, id_, with_for_update=lock) if is_id else None
    return picture or abort(404)


def changeable_picture(id_: int, *, lock: bool = False) -> Picture:
    """Aborts with 403 for people who may not change it."""
    picture, editor = picture_at(id_, lock=lock), current_member()
    if not may_change(picture, editor):
        abort(403, PUBLISHED if picture.editor_id == editor.id else NOT_YOURS)
    return picture


def picture_page(picture: Picture, form: DetailsForm, **more: Any) -> str:
    """`theirs` holds what somebody else has saved since, by field; `problem` is shown
    at the top, `file_problem` beside the form for a new file.
    """
    editor, now = current_member(), utc_now()
    return render_template(
        "admin/pictures/show.html",
        picture=picture,
        form=form,
        labels=LABELS,
        page=PicturePage([picture]),
        now=now,
        uses=uses_of(picture).seen_by(editor, now),
        may_change=may_change(picture, editor),
        editor=editor,
        **more,
    )
