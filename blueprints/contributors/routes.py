"""The contributors, and one contributor's page."""

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.contributors.queries import contributors_in_print
from extensions import db
from models.listing.cursor import Cursor
from models.listing.listing import CARDS, Listing
from models.taxonomy.contributor import Contributor
from web.clock import utc_now
from web.public import public

contributors = Blueprint("contributors", __name__, url_prefix="/contributors")


@contributors.get("/")
@public()
def index() -> str:
    found = contributors_in_print(utc_now())
    return render_template("contributors/index.html", contributors=found)


@contributors.get("/<slug>")
@public("after")
def show(slug: str) -> str:
    named = select(Contributor).where(Contributor.slug == slug)
    contributor = db.session.scalar(named.options(joinedload(Contributor.portrait)))
    if contributor is None:
        abort(404)
    now, after = utc_now(), Cursor.read_optional(request.args.get("after"))
    listing = Listing(kind=None, contributor=slug, after=after, limit=CARDS)
    page = listing.page(now)
    if not page.articles and listing.is_empty(now):
        abort(404)  # do not reveal who is named in upcoming stories
    return render_template(
        "contributors/show.html",
        contributor=contributor,
        page=page,
        page_url=url_for(".show", slug=slug),
    )
