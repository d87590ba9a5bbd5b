"""A topic's page: what it is about and the articles on it."""

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select

from extensions import db
from models.listing.cursor import Cursor
from models.listing.listing import Listing
from models.taxonomy.topic import Topic
from web.clock import utc_now
from web.public import public

topics = Blueprint("topics", __name__, url_prefix="/topics")


@topics.get("/<slug>")
@public("after")
def show(slug: str) -> str:
    topic = db.session.scalar(select(Topic).where(Topic.slug == slug))
    if topic is None:
        abort(404)
    now, after = utc_now(), Cursor.asked(request.args.get("after"))
    listing = Listing(kind=None, topic=slug, after=after)
    page = listing.page(now)
    if not page.articles and listing.is_empty(now):
        abort(404)  # nobody is to learn whom or what the next stories will name
    return render_template(
        "topics/show.html", topic=topic, page=page, page_url=url_for(".show", slug=slug)
    )
