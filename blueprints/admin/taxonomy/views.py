"""The screens of a noun: its list, its form, and its end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.taxonomy.actions import InUse, delete, save
from blueprints.admin.taxonomy.listing import read_page
from blueprints.admin.taxonomy.base import Noun, NounForm
from models.stories.fingerprint import Overtaken
from web.permission import open_to

Answer = str | Response | tuple[str, int]


class NounViews:
    def __init__(self, noun: Noun) -> None:
        self.noun = noun
        self.here = f"admin.{noun.plural}"

    @open_to("editor")
    def index(self) -> str:
        words = request.args.get("q", "").strip()
        page = read_page(self.noun, words, request.args.get("page", 1, type=int))
        return self._render("index", page=page, words=words)

    @open_to("editor")
    def new(self) -> str:
        return self._page(self.noun.form(formdata=None))

    @open_to("editor")
    def create(self) -> Answer:
        form = self.noun.form()
        if not save(self.noun, form):
            return self._page(form), 422
        flash(f"“{form.name.data}” is there now.", "done")
        return redirect(url_for(f"{self.here}.index"), 303)

    @open_to("editor")
    def edit(self, id: int) -> str:  # noqa: A002
        row = self.noun.find(id)
        return self._page(self._shown(row), row)

    @open_to("editor")
    def update(self, id: int) -> Answer:  # noqa: A002
        form = self.noun.form()
        try:
            saved = save(self.noun, form, id)
        except Overtaken:
            return self._conflict(form, self.noun.find(id)), 409
        if not saved:
            return self._page(form, self.noun.find(id)), 422
        flash(f"“{form.name.data}” is saved.", "done")
        return redirect(url_for(f"{self.here}.edit", id=id), 303)

    @open_to("editor")
    def create_deletion(self, id: int) -> Answer:  # noqa: A002
        name = self.noun.find(id).name
        try:
            delete(self.noun, id)
        except InUse:
            row = self.noun.find(id)
            examples = self.noun.examples(id)
            return self._page(self._shown(row), row, examples=examples), 409
        flash(f"“{name}” is deleted.", "done")
        return redirect(url_for(f"{self.here}.index"), 303)

    def _conflict(self, form: NounForm, row: Any) -> str:
        """What is stored now stands beside what was typed; the next save decides."""
        stored = self._shown(row)
        form.version.data = stored.version.data
        return self._page(form, row, theirs=differing(form, stored))

    def _shown(self, row: Any) -> NounForm:
        form = self.noun.form(formdata=None)
        form.show(row)
        return form

    def _page(self, form: NounForm, row: Any = None, **more: Any) -> str:
        uses = self.noun.uses(row.id).get(row.id, 0) if row else 0
        return self._render("edit", form=form, row=row, uses=uses, **more)

    def _render(self, screen: str, **inputs: Any) -> str:
        template = f"admin/{self.noun.plural}/{screen}.html"
        return render_template(template, noun=self.noun, here=self.here, **inputs)


def noun_blueprint(noun: Noun) -> Blueprint:
    """With the views that all nouns have; more may be added to it."""
    part = Blueprint(noun.plural, __name__, url_prefix=f"/{noun.plural}")
    views = NounViews(noun)
    for method, path, view in (
        ("GET", "/", views.index),
        ("POST", "/", views.create),
        ("GET", "/new", views.new),
        ("GET", "/<int:id>", views.edit),
        ("POST", "/<int:id>", views.update),
        ("POST", "/<int:id>/deletion", views.create_deletion),
    ):
        part.add_url_rule(path, view.__name__, view, methods=[method])
    return part


def differing(form: Any, stored: Any) -> list[tuple[str, object]]:
    """The labels of the fields that differ, each with what is stored."""
    return [
        (field.label.text, field.data)
        for field in stored
        if field.type not in ("HiddenField", "CSRFTokenField")
        and field.data != form[field.short_name].data
    ]
