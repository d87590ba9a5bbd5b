"""Arranging the front page: the story and expiry of each slot."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.front_page.arrangements import arrangement_of_query, in_words
from blueprints.admin.front_page.form import Arranging
from blueprints.admin.front_page.view import arranging_page, headlines
from models.base import transaction
from models.edition import hold_edition
from models.fingerprint import EditConflict, fingerprint, require_unchanged
from models.front_page import (
    Arrangement,
    FrontPagePlace,
    arrangement_before,
    read_arrangement,
    stories_of,
    write_arrangement,
)
from models.listing.stream import Reading
from web.accounts.audit import audit
from web.clock import utc_now
from web.framing import framed_here, frames_ours
from web.permission import open_to
from web.preview.urls import Seen
from web.site.context import zone
from web.site.front_page import read_front_page

front_page = Blueprint("front_page", __name__, url_prefix="/front-page")
Answer = str | Response | tuple[str, int]


@front_page.get("/")
@open_to("editor")
@frames_ours
def edit() -> str:
    stored = read_arrangement()
    return arranging_page(Arranging.of(stored, fingerprint(stored), zone()))


@front_page.post("/")
@open_to("editor")
@frames_ours
def update() -> Answer:
    """Stores the whole arrangement, unless someone else saved first."""
    arranging = Arranging.sent(request.form)
    wanted = arranging.read(zone(), utc_now())
    if not arranging.is_right:
        return arranging_page(arranging), 422
    try:
        _store(wanted, arranging.version)
    except EditConflict:
        theirs = read_arrangement()
        arranging.version = fingerprint(theirs)
        return arranging_page(arranging, theirs=theirs), 409
    flash("The front page is saved. Readers see it now.", "done")
    return redirect(url_for("admin.front_page.edit"), 303)


@front_page.post("/rearrangement")
@open_to("editor")
@frames_ours
def create_rearrangement() -> str:
    """The form after one more action. Nothing is stored yet."""
    arranging = Arranging.sent(request.form)
    action = request.form.get("action", "")
    arranging.do(action, headlines(arranging, action))
    return arranging_page(arranging)


@front_page.post("/restoration")
@open_to("editor")
def create_restoration() -> Response:
    """Restores the previous arrangement; a second time redoes the change."""
    before = arrangement_before()
    if before is None:
        abort(404)
    try:
        _store(before, request.form.get("version", ""))
    except EditConflict:
        flash("Somebody else has changed the front page. Check it first.", "problem")
    else:
        flash("The last change is undone.", "done")
    return redirect(url_for("admin.front_page.edit"), 303)


@front_page.get("/preview")
@open_to("editor")
@framed_here
def preview() -> str:
    """The public page with the arrangement and time from the URL."""
    arrangement, now = arrangement_of_query(request.args)
    page = read_front_page(now or utc_now(), Reading(), arrangement)
    return render_template(
        "previews/readers.html",
        template="front/index.html",
        page=page,
        sidebar=page.sidebar,
        stream_url=url_for("front.stream"),
        page_url=url_for("front.index"),
        request=Seen("front.index", url_for("front.index")),
        previewing=True,
    )


def _store(wanted: Arrangement, version: str) -> None:
    """Raises EditConflict. The newest story takes a deleted story's slot."""
    with transaction():
        hold_edition()
        stored = read_arrangement()
        require_unchanged(stored, version)
        known = stories_of(wanted)
        there = tuple(p if p.article_id in known else FrontPagePlace() for p in wanted)
        if there != stored:
            write_arrangement(there)
            audit("arrange the front page", detail=in_words(there, known))
