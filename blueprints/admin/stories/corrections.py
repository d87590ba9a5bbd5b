"""Corrections of a story: public, and removed only by administrators."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, Form
from wtforms.widgets import TextArea

from blueprints.admin.fields import LineField, needed
from blueprints.admin.stories.lookup import readable_story
from extensions import db
from models.base import transaction
from models.stories.article import Article
from models.stories.correction import (
    LONGEST,
    Correction,
    correct,
    corrections_of,
    may_be_corrected,
    take_back,
)
from models.stories.draft import lock_story
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to

corrections = Blueprint(
    "corrections", __name__, url_prefix="/articles/<int:id>/corrections"
)
NOT_PUBLIC = "This story was never published. Change its text instead."


class CorrectionForm(Form):  # type: ignore[misc]
    text = LineField(
        "Text of the correction",
        LONGEST,
        needed("Write what was wrong, and what is right."),
        widget=TextArea(),
    )
    is_material = BooleanField("Material: it changes the meaning of the story")


@corrections.get("/")
@open_to("contributor")
def index(id: int) -> str:
    form = CorrectionForm(is_material=True)
    return _page(readable_story(id), form)


@corrections.post("/")
@open_to("editor")
def create(id: int) -> Response | tuple[str, int]:
    form = CorrectionForm(request.form)
    if not form.validate():
        return _page(readable_story(id), form), 422
    answers: dict[str, Any] = {"is_material": form.is_material.data}
    with transaction():
        article = _locked(id)
        editor, now = current_member(), utc_now()
        if correct(article, form.text.data, editor=editor, now=now, **answers):
            audit("correct", article, form.text.data)
    flash("The correction is published.", "done")
    return redirect(url_for("admin.stories.corrections.index", id=id), 303)


@corrections.post("/<int:correction_id>/removal")
@open_to("administrator")
def create_removal(id: int, correction_id: int) -> Response:
    with transaction():
        article = _locked(id)
        correction = db.session.get(Correction, correction_id)
        if correction is None or correction.article_id != id:
            abort(404)
        audit("remove correction", article, correction.text)
        take_back(article, correction, utc_now())
    flash("The correction is no longer shown. It is kept in the log.", "done")
    return redirect(url_for("admin.stories.corrections.index", id=id), 303)


def _locked(id_: int) -> Article:
    article = lock_story(id_) or abort(404)
    if not may_be_corrected(article, utc_now()):
        abort(409, NOT_PUBLIC)
    return article


def _page(article: Article, form: CorrectionForm) -> str:
    editor = current_member()
    return render_template(
        "admin/stories/corrections/index.html",
        article=article,
        corrections=corrections_of(article.id),
        form=form,
        may_correct=editor.is_at_least("editor")
        and may_be_corrected(article, utc_now()),
        may_remove=editor.is_at_least("administrator"),
    )
