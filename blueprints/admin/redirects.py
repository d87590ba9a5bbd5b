"""Addresses that have moved: listed, made, changed, and looked through for circles."""

from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import ValidationError

from blueprints.admin.rules import needed, trimmed
from extensions import db
from models.article import Article, path_of
from models.base import transaction
from models.redirect import (
    LONGEST_PATH,
    Circle,
    Redirect,
    decoded,
    is_on_this_site,
    make_redirect,
)
from web.audit import audit
from web.clock import utc_now
from web.dead_links import dead_links
from web.door import open_to

redirects = Blueprint("redirects", __name__, url_prefix="/redirects")
PAGE = 50
Answer = Response | str | tuple[str, int]


def path_on_site(_form: Any, field: Any) -> None:
    """A whole address of this site will do as well."""
    site_url: str = current_app.config["SITE_URL"]
    field.data = field.data.removeprefix(site_url) or "/"
    if len(field.data) > LONGEST_PATH:
        raise ValidationError(f"A path has {LONGEST_PATH} characters at most.")
    if not is_on_this_site(field.data):
        raise ValidationError("This takes a path on this site: /articles/the-story.")


class RedirectForm(FlaskForm):  # type: ignore[misc]
    old_path = StringField(
        "Old path",
        filters=[trimmed],
        validators=[needed("Say which path is not used any more."), path_on_site],
    )
    new_path = StringField(
        "New path",
        filters=[trimmed],
        validators=[needed("Say where readers are to be led."), path_on_site],
    )

    def validate_old_path(self, field: Any) -> None:
        if "?" in field.data or "#" in field.data:
            raise ValidationError(
                "Leave out what begins with ? or #: it never matches."
            )
        field.data = decoded(field.data)
        if not is_on_this_site(field.data):
            raise ValidationError(
                "This takes a path on this site: /articles/the-story."
            )
        living = _what_lives_at(field.data)
        if living:
            raise ValidationError(living)

    def validate_new_path(self, field: Any) -> None:
        if dead_links([field.data]):
            raise ValidationError(
                f"There is nothing for readers at {field.data}. Lead them elsewhere."
            )


@redirects.get("/")
@open_to("editor")
def index() -> str:
    words, after = request.args.get("q", "")[:200], request.args.get("after", "")
    found = _found(words, after)
    rows = found[:PAGE]
    return render_template(
        "admin/redirects/index.html",
        rows=rows,
        words=words,
        total=_total(words),
        next=rows[-1].old_path if len(found) > PAGE else None,
        dead=dead_links(row.new_path for row in rows),
    )


@redirects.get("/new")
@open_to("editor")
def new() -> str:
    asked = {name: request.args.get(name, "") for name in ("old_path", "new_path")}
    return _page(RedirectForm(formdata=None, data=asked))


@redirects.post("/")
@open_to("editor")
def create() -> Answer:
    return _store(None)


@redirects.get("/<int:id>")
@open_to("editor")
def edit(id: int) -> str:  # noqa: A002
    row = _row(id)
    return _page(RedirectForm(formdata=None, obj=row), row)


@redirects.post("/<int:id>")
@open_to("editor")
def update(id: int) -> Answer:  # noqa: A002
    return _store(_row(id))


@redirects.post("/<int:id>/removal")
@open_to("editor")
def create_removal(id: int) -> Response:  # noqa: A002
    with transaction():
        row = _row(id)
        audit("delete redirect", row, f"{row.old_path} → {row.new_path}")
        db.session.delete(row)
        old = row.old_path
    flash(f"{old} leads nowhere any more.", "done")
    return redirect(url_for("admin.redirects.index"), 303)


def _store(row: Redirect | None) -> Answer:
    form = RedirectForm()
    if not form.validate():
        return _page(form, row), 422
    id_, old, new = row and row.id, form.old_path.data, form.new_path.data
    taken = db.session.scalar(select(Redirect.id).where(Redirect.old_path == old))
    if taken not in (None, id_):
        form.old_path.errors = [f"{old} leads somewhere already: change that redirect."]
        return _page(form, row), 422
    try:
        with transaction():
            changed = db.session.get(Redirect, id_) if id_ else None
            made = make_redirect(old, new, utc_now(), changed)
            deed = "change redirect" if id_ else "create redirect"
            audit(deed, made, f"{made.old_path} → {made.new_path}")
            end = made.new_path
    except Circle as circle:
        form.new_path.errors = [str(circle)]
        return _page(form, row), 422
    flash(_done(old, new, end), "done")
    return redirect(url_for("admin.redirects.index"), 303)


def _done(old: str, new: str, end: str) -> str:
    if end == new:
        return f"{old} leads to {new} now."
    return f"{new} has itself moved to {end}: {old} leads there at once."


def _what_lives_at(path: str) -> str:
    """Why no redirect would be followed there; nothing: it would."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except RequestRedirect as moved:
        return _what_lives_at(decoded(moved.new_url))
    except HTTPException:
        return ""
    if endpoint in ("articles.show", "pages.show") and _is_withdrawn(path, values):
        return f"A withdrawn story is at {path}: readers are told that it is gone."
    moved_already = select(Redirect.id).where(Redirect.old_path == path)
    if "slug" not in values or not dead_links([path]):
        if "slug" in values and db.session.scalar(moved_already) is not None:
            return ""
        return f"{path} is a page of this site: readers see it, and no redirect."
    return ""


def _is_withdrawn(path: str, values: Mapping[str, Any]) -> bool:
    here = select(Article).where(Article.slug == values["slug"], Article.is_withdrawn())
    story = db.session.scalar(here)
    return story is not None and path_of(story.kind, story.slug) == path


def _row(id_: int) -> Redirect:
    return db.session.get(Redirect, id_) or abort(404)


def _page(form: RedirectForm, row: Redirect | None = None) -> str:
    return render_template("admin/redirects/edit.html", form=form, row=row)


def _matching(words: str) -> Any:
    both = Redirect.old_path + " " + Redirect.new_path
    typed = words.replace("\0", " ").split()
    return [both.icontains(word, autoescape=True) for word in typed]


def _found(words: str, after: str) -> list[Redirect]:
    rows = select(Redirect).where(*_matching(words), Redirect.old_path > after)
    in_order = rows.order_by(Redirect.old_path).limit(PAGE + 1)
    return list(db.session.scalars(in_order))


def _total(words: str) -> int:
    counted = select(func.count()).select_from(Redirect).where(*_matching(words))
    return db.session.scalar(counted) or 0
