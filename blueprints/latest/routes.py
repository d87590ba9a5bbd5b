"""LATEST as a page, and its live fragment."""

from flask import Blueprint, render_template, request, url_for

from models.listing import Cursor, Listing
from web.clock import utc_now
from web.public import fragment, public
from web.rail import LATEST

latest = Blueprint("latest", __name__, url_prefix="/latest")
PAGE = 30


@latest.get("/")
@public("after")
def index() -> str:
    after = request.args.get("after")
    listing = Listing(after=Cursor.read(after) if after else None, limit=PAGE)
    return render_template(
        "latest/index.html",
        page=listing.lines(utc_now()),
        after=after,
        page_url=url_for(".index"),
    )


@latest.get("/list", endpoint="list")
@fragment("size", page="latest.index", shared_age=5)
def live_list() -> str:
    """The list alone; `?size=page` as long as the page shows it, else the rail's."""
    size = "page" if request.args.get("size") == "page" else None
    listing = Listing(limit=PAGE) if size else LATEST
    lines = listing.lines(utc_now()).lines
    return render_template("latest/_list.html", lines=lines, size=size)
