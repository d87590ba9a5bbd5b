"""The pages of a taxonomy: its list, its form, merging and deleting."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from blueprints.admin.fields import differing
from blueprints.admin.taxonomy.actions import InUse, delete, merge, save
from blueprints.admin.taxonomy.base import Taxonomy, TaxonomyForm
from blueprints.admin.taxonomy.listing import read_page
from models.fingerprint import EditConflict
from models.input_rules import clean_line, whole_number
from web.permission import open_to

Answer = str | Response | tuple[str, int]
Json = tuple[dict[str, Any], int]


class TaxonomyViews:
    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.here = f"admin.taxonomy.{taxonomy.plural}"

    @open_to("editor")
    def index(self) -> str:
        words = clean_line(request.args.get("q"))
        number = request.args.get("page", 1, type=whole_number)
        page = read_page(self.taxonomy, words, number)
        return self._render("index", page=page, words=words)

    @open_to("editor")
    def new(self) -> str:
        return self._page(self.taxonomy.form())

    @open_to("editor")
    def create(self) -> Answer:
        form = self.taxonomy.form(request.form)
        if not save(self.taxonomy, form):
            return self._page(form), 422
        flash(f"“{form.name.data}” is created.", "done")
        return redirect(url_for(f"{self.here}.index"), 303)

    @open_to("editor")
    def create_name(self) -> Json:
        """Creates a row from its name alone, for a member writing a story."""
        form = self.taxonomy.form(MultiDict({"name": request.form.get("name", "")}))
        if save(self.taxonomy, form):
            return {"name": form.name.data}, 201
        problems = [problem for errors in form.errors.values() for problem in errors]
        return {"problem": " ".join(problems)}, 422

    @open_to("editor")
    def edit(self, id: int) -> str:
        row = self.taxonomy.find(id)
        return self._page(self._shown(row), row)

    @open_to("editor")
    def update(self, id: int) -> Answer:
        form = self.taxonomy.form(request.form)
        try:
            saved = save(self.taxonomy, form, id)
        except EditConflict:
            return self._conflict(form, self.taxonomy.find(id)), 409
        if not saved:
            return self._page(form, self.taxonomy.find(id)), 422
        flash(f"“{form.name.data}” is saved.", "done")
        return redirect(url_for(f"{self.here}.edit", id=id), 303)

    @open_to("editor")
    def create_merge(self, id: int) -> Answer:
        """Replaces it with another row everywhere."""
        name = self.taxonomy.find(id).name
        into = request.form.get("into", 0, type=whole_number)
        if into == id:
            abort(400)
        goal = merge(self.taxonomy, id, into)
        flash(f"“{name}” is merged into “{goal}”.", "done")
        return redirect(url_for(f"{self.here}.edit", id=into), 303)

    @open_to("editor")
    def create_deletion(self, id: int) -> Answer:
        name = self.taxonomy.find(id).name
        everywhere = request.form.get("everywhere") == "yes"
        try:
            delete(self.taxonomy, id, everywhere=everywhere)
        except InUse:
            row = self.taxonomy.find(id)
            examples = self.taxonomy.examples(id)
            return self._page(self._shown(row), row, examples=examples), 409
        flash(f"“{name}” is deleted.", "done")
        return redirect(url_for(f"{self.here}.index"), 303)

    def _conflict(self, form: TaxonomyForm, row: Any) -> str:
        """Shows stored values beside the submitted ones; saving again replaces them."""
        stored = self._shown(row)
        form.version.data = stored.version.data
        return self._page(form, row, theirs=differing(form, stored))

    def _shown(self, row: Any) -> TaxonomyForm:
        form = self.taxonomy.form()
        form.show(row)
        return form

    def _page(self, form: TaxonomyForm, row: Any = None, **more: Any) -> str:
        uses = self.taxonomy.uses(row.id).get(row.id, 0) if row else 0
        others = self.taxonomy.others(row.id) if row else []
        more |= {"uses": uses, "others": others}
        return self._render("edit", form=form, row=row, **more)

    def _render(self, screen: str, **inputs: Any) -> str:
        template = f"admin/taxonomy/{self.taxonomy.plural}/{screen}.html"
        return render_template(
            template, taxonomy=self.taxonomy, here=self.here, **inputs
        )


def taxonomy_blueprint(taxonomy: Taxonomy) -> Blueprint:
    """A blueprint with the views that all taxonomies share."""
    part = Blueprint(taxonomy.plural, __name__, url_prefix=f"/{taxonomy.plural}")
    views = TaxonomyViews(taxonomy)
    for method, path, view in (
        ("GET", "/", views.index),
        ("POST", "/", views.create),
        ("GET", "/new", views.new),
        ("GET", "/<int:id>", views.edit),
        ("POST", "/<int:id>", views.update),
        ("POST", "/<int:id>/deletion", views.create_deletion),
        ("POST", "/<int:id>/merge", views.create_merge),
        ("POST", "/names", views.create_name),
    ):
        part.add_url_rule(path, view.__name__, view, methods=[method])
    return part
