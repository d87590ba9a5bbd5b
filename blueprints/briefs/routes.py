"""The section of short items; its name is a setting."""

from flask import Blueprint, render_template, request, url_for

from models.listing.cursor import Cursor
from models.listing.listing import Listing
from web.clock import utc_now
from web.public import public

briefs = Blueprint("briefs", __name__, url_prefix="/briefs")


@briefs.get("/")
@public("after")
def index() -> str:
    after = Cursor.read_optional(request.args.get("after"))
    listing = Listing(kind="brief", after=after)
    page = listing.page(utc_now(), whole=True)
    return render_template(
        "briefs/index.html",
        page=page,
        page_url=url_for(".index"),
    )
