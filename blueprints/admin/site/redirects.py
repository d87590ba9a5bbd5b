"""Redirects: listed, created, changed and deleted."""

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.admin.site.redirect_form import RedirectForm
from blueprints.admin.site.redirect_queries import PAGE, count_redirects, find_redirects
from extensions import db
from models.base import transaction
from models.redirect import Circle, Redirect, make_redirect
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import open_to
from web.site.dead_links import dead_links

redirects = Blueprint("redirects", __name__, url_prefix="/redirects")
Answer = Response | str | tuple[str, int]


@redirects.get("/")
@open_to("editor")
def index() -> str:
    words, after = request.args.get("q", "")[:200], request.args.get("after", "")
    found = find_redirects(words, after)
    rows = found[:PAGE]
    return render_template(
        "admin/site/redirects/index.html",
        rows=rows,
        words=words,
        total=count_redirects(words),
        next=rows[-1].old_path if len(found) > PAGE else None,
        dead=dead_links(row.new_path for row in rows),
    )


@redirects.get("/new")
@open_to("editor")
def new() -> str:
    given = {name: request.args.get(name, "") for name in ("old_path", "new_path")}
    return _page(RedirectForm(data=given))


@redirects.post("/")
@open_to("editor")
def create() -> Answer:
    return _store(None)


@redirects.get("/<int:id>")
@open_to("editor")
def edit(id: int) -> str:
    row = _row(id)
    return _page(RedirectForm(obj=row), row)


@redirects.post("/<int:id>")
@open_to("editor")
def update(id: int) -> Answer:
    return _store(_row(id))


@redirects.post("/<int:id>/removal")
@open_to("editor")
def create_removal(id: int) -> Response:
    with transaction():
        row = _row(id)
        audit("delete redirect", row, f"{row.old_path} → {row.new_path}")
        db.session.delete(row)
        old = row.old_path
    flash(f"The redirect from {old} is deleted.", "done")
    return redirect(url_for("admin.site.redirects.index"), 303)


def _store(row: Redirect | None) -> Answer:
    form = RedirectForm(request.form)
    if not form.validate():
        return _page(form, row), 422
    id_, old, new = row and row.id, form.old_path.data, form.new_path.data
    taken = db.session.scalar(select(Redirect.id).where(Redirect.old_path == old))
    if taken not in (None, id_):
        form.old_path.errors = [
            f"There is already a redirect from {old}. Change that one instead."
        ]
        return _page(form, row), 422
    try:
        with transaction():
            changed = db.session.get(Redirect, id_) if id_ else None
            made = make_redirect(old, new, utc_now(), changed)
            action = "change redirect" if id_ else "create redirect"
            audit(action, made, f"{made.old_path} → {made.new_path}")
            end = made.new_path
    except Circle as circle:
        form.new_path.errors = [str(circle)]
        return _page(form, row), 422
    flash(_done(old, new, end), "done")
    return redirect(url_for("admin.site.redirects.index"), 303)


def _done(old: str, new: str, end: str) -> str:
    if end == new:
        return f"{old} now redirects to {new}."
    return f"{new} has moved to {end}, so {old} now redirects there."


def _row(id_: int) -> Redirect:
    return db.session.get(Redirect, id_) or abort(404)


def _page(form: RedirectForm, row: Redirect | None = None) -> str:
    return render_template("admin/site/redirects/edit.html", form=form, row=row)
