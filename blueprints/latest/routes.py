"""LATEST as a page, and its live fragment."""

from flask import Blueprint, render_template, request, url_for

from models.cursor import Cursor
from models.line import read_lines
from models.listing import Listing
from web.clock import utc_now
from web.public import fragment, public
from web.rail import LATEST

latest = Blueprint("latest", __name__, url_prefix="/latest")
PAGE = 30


@latest.get("/")
@public("after")
def index() -> str:
    after = Cursor.asked(request.args.get("after"))
    listing = Listing(after=after, limit=PAGE)
    return render_template(
        "latest/index.html",
        page=read_lines(listing, utc_now()),
        after=after,
        page_url=url_for(".index"),
    )


@latest.get("/list", endpoint="list")
@fragment("size", page="latest.index", shared_age=5)
def live_list() -> str:
    """The list alone; `?size=page` as long as the page shows it, else the rail's."""
    size = "page" if request.args.get("size") == "page" else None
    listing = Listing(limit=PAGE) if size else LATEST
    lines = read_lines(listing, utc_now()).lines
    return render_template("latest/_list.html", lines=lines, size=size)
