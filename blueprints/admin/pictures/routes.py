"""The picture library: its pages, the chooser, and uploads."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.pictures.actions import actions
from blueprints.admin.pictures.form import DetailsForm
from blueprints.admin.pictures.metadata import metadata
from blueprints.admin.pictures.queries import (
    FILTERS,
    PicturePage,
    pictures_by_id,
    read_ids,
    read_page,
)
from blueprints.admin.pictures.uploads import (
    Taken,
    explain_refusals,
    most_bytes,
    receive,
    receive_all,
    sent_files,
)
from blueprints.admin.pictures.view import picture_at, picture_page
from jobs.images.imaging import MAX_BYTES, PictureRefused
from web.permission import open_to, takes_up_to, wants_json

pictures = Blueprint("pictures", __name__, url_prefix="/pictures")
for part in (metadata, actions):
    pictures.register_blueprint(part)
explain_refusals(pictures)
CHOICES = 24
CHOOSE = "Choose a file first."
Told = tuple[dict[str, Any], int]


@pictures.get("/")
@open_to("contributor")
def index() -> str:
    return _page([])


@pictures.post("/")
@open_to("contributor")
@takes_up_to(most_bytes)
def create() -> str | Response | Told | tuple[str, int]:
    """Scripts send one file and get JSON; the form sends several at once."""
    if wants_json():
        return _take_one_in()
    batch = receive_all(sent_files())
    if not batch.taken:
        return _page(batch.problems or [CHOOSE]), 422
    for problem in batch.problems:
        flash(problem, "problem")
    for taken in batch.taken:
        if taken.is_known:
            flash(f"{taken.name}: this file is already in the library.", "note")
    ids = ",".join(str(taken.id) for taken in batch.taken)
    return redirect(url_for("admin.pictures.metadata.arrivals", ids=ids), 303)


@pictures.get("/<int:id>")
@open_to("contributor")
def show(id: int) -> str:
    picture = picture_at(id)
    return picture_page(picture, DetailsForm.of(picture))


@pictures.get("/chooser")
@open_to("contributor")
def chooser() -> str:
    words = request.args.get("q", "")
    found = read_page(words, "", request.args.get("after", ""), CHOICES)
    template = "admin/pictures/_chooser.html"
    return render_template(template, page=found, words=words)


@pictures.get("/<int:id>/figure")
@open_to("contributor")
def figure(id: int) -> str:
    return render_template("admin/pictures/_figure.html", picture=picture_at(id))


@pictures.get("/thumbnails")
@open_to("contributor")
def thumbnails() -> str:
    """The requested thumbnails that are ready; the page polls for the others."""
    polled = pictures_by_id(read_ids(request.args.get("ids", "")))
    ready = [picture for picture in polled if not picture.is_on_its_way]
    template = "admin/pictures/_thumbnails.html"
    return render_template(template, ready=ready, page=PicturePage(polled))


def _take_one_in() -> Told:
    files = sent_files()
    if not files:
        return {"problem": CHOOSE}, 422
    try:
        taken = receive(files[0], again="again" in request.form)
    except PictureRefused as refused:
        return {"problem": str(refused)}, 422
    return _told(taken), 200 if taken.is_known else 201


def _told(taken: Taken) -> dict[str, Any]:
    return {
        "id": taken.id,
        "name": taken.name,
        "is_known": taken.is_known,
        "page_url": url_for("admin.pictures.show", id=taken.id),
        "figure_url": url_for("admin.pictures.figure", id=taken.id),
    }


def _page(problems: list[str]) -> str:
    words, only = request.args.get("q", ""), request.args.get("only", "")
    return render_template(
        "admin/pictures/index.html",
        page=read_page(words, only, request.args.get("after", "")),
        words=words,
        only=only if only in FILTERS else "",
        filters=FILTERS,
        problems=problems,
        most_bytes=MAX_BYTES,
    )
