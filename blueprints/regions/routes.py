"""The regions, and one region's page."""

from flask import Blueprint, abort, render_template, request, url_for

from models.listing.cursor import Cursor
from models.listing.line import side_by_side
from models.listing.listing import CARDS, Listing
from web.clock import utc_now
from web.public import public
from web.site.context import site_context
from web.site.sidebar import read_sidebar
from web.site.strips import with_pictures

regions = Blueprint("regions", __name__, url_prefix="/regions")
NEWEST = 4


@regions.get("/")
@public()
def index() -> str:
    """Every region with its newest headlines."""
    places = site_context().regions
    newest = [Listing(region=place.slug, limit=NEWEST) for place in places]
    lists = zip(places, side_by_side(newest, utc_now()), strict=True)
    return render_template("regions/index.html", strips=with_pictures(lists))


@regions.get("/<slug>")
@public("after")
def show(slug: str) -> str:
    now = utc_now()
    region = next((r for r in site_context().regions if r.slug == slug), None)
    if region is None:
        abort(404)
    after = Cursor.read_optional(request.args.get("after"))
    page = Listing(region=slug, after=after, limit=CARDS).page(now)
    return render_template(
        "regions/show.html",
        region=region,
        page=page,
        sidebar=read_sidebar(now),
        page_url=url_for(".show", slug=slug),
    )
