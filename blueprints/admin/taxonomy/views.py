"""The screens of a taxonomy: its list, its form, and its end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.taxonomy.actions import InUse, delete, save
from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from blueprints.admin.taxonomy.listing import read_page
from models.stories.fingerprint import Overtaken
from web.permission import open_to

Answer = str | Response | tuple[str, int]


class TaxonomyViews:
    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.here = f"admin.taxonomy.{taxonomy.plural}"

    @open_to("editor")
    def index(self) -> str:
        words = request.args.get("q", "").strip()
        page = read_page(self.taxonomy, words, request.args.get("page", 1, type=int))
        return self._render("index", page=page, words=words)

    @open_to("editor")
    def new(self) -> str:
        return self._page(self.taxonomy.form(formdata=None))

    @open_to("editor")
    def create(self) -> Answer:
        form = self.taxonomy.form()
        if not save(self.taxonomy, form):
            return self._page(form), 422
        flash(f"“{form.name.data}” is there now.", "done")
        return redirect(url_for(f"{self.here}.index"), 303)

    @open_to("editor")
    def edit(self, id: int) -> str:
        row = self.taxonomy.find(id)
        return self._page(self._shown(row), row)

    @open_to("editor")
    def update(self, id: int) -> Answer:
        form = self.taxonomy.form()
        try:
            saved = save(self.taxonomy, form, id)
        except Overtaken:
            return self._conflict(form, self.taxonomy.find(id)), 409
        if not saved:
            return self._page(form, self.taxonomy.find(id)), 422
        flash(f"“{form.name.data}” is saved.", "done")
        return redirect(url_for(f"{self.here}.edit", id=id), 303)

    @open_to("editor")
    def create_deletion(self, id: int) -> Answer:
        name = self.taxonomy.find(id).name
        try:
            delete(self.taxonomy, id)
        except InUse:
            row = self.taxonomy.find(id)
            examples = self.taxonomy.examples(id)
            return self._page(self._shown(row), row, examples=examples), 409
        flash(f"“{name}” is deleted.", "done")
        return redirect(url_for(f"{self.here}.index"), 303)

    def _conflict(self, form: TaxonomyForm, row: Any) -> str:
        """What is stored now stands beside what was typed; the next save decides."""
        stored = self._shown(row)
        form.version.data = stored.version.data
        return self._page(form, row, theirs=differing(form, stored))

    def _shown(self, row: Any) -> TaxonomyForm:
        form = self.taxonomy.form(formdata=None)
        form.show(row)
        return form

    def _page(self, form: TaxonomyForm, row: Any = None, **more: Any) -> str:
        uses = self.taxonomy.uses(row.id).get(row.id, 0) if row else 0
        return self._render("edit", form=form, row=row, uses=uses, **more)

    def _render(self, screen: str, **inputs: Any) -> str:
        template = f"admin/taxonomy/{self.taxonomy.plural}/{screen}.html"
        return render_template(
            template, taxonomy=self.taxonomy, here=self.here, **inputs
        )


def taxonomy_blueprint(taxonomy: Taxonomy) -> Blueprint:
    """With the views that all taxonomies have; more may be added to it."""
    part = Blueprint(taxonomy.plural, __name__, url_prefix=f"/{taxonomy.plural}")
    views = TaxonomyViews(taxonomy)
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
