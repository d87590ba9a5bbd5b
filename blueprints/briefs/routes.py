"""The short section; what it is called is a setting."""

from flask import Blueprint, render_template, request, url_for

from models.listing.cursor import Cursor
from models.listing.listing import Listing
from models.stories.placement import load_placements
from web.clock import utc_now
from web.public import public
from web.site.prose import load_text_pictures

briefs = Blueprint("briefs", __name__, url_prefix="/briefs")


@briefs.get("/")
@public("after")
def index() -> str:
    after = Cursor.asked(request.args.get("after"))
    listing = Listing(kind="brief", after=after)
    page = listing.page(utc_now(), whole=True)
    load_placements(page.articles)
    return render_template(
        "briefs/index.html",
        page=page,
        text_pictures=load_text_pictures(page.articles),
        page_url=url_for(".index"),
    )
