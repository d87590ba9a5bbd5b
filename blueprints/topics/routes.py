"""The topics, and one topic's page: what it is about and its stories."""

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import select

from blueprints.topics.queries import topics_in_use
from extensions import db
from models.listing.cursor import Cursor
from models.listing.listing import CARDS, Listing
from models.taxonomy.topic import Topic
from web.clock import utc_now
from web.public import public

topics = Blueprint("topics", __name__, url_prefix="/topics")


@topics.get("/")
@public()
def index() -> str:
    found = topics_in_use(utc_now())
    return render_template("topics/index.html", topics=found)


@topics.get("/<slug>")
@public("after")
def show(slug: str) -> str:
    topic = db.session.scalar(select(Topic).where(Topic.slug == slug))
    if topic is None:
        abort(404)
    now, after = utc_now(), Cursor.read_optional(request.args.get("after"))
    listing = Listing(kind=None, topic=slug, after=after, limit=CARDS)
    page = listing.page(now)
    if not page.articles and listing.is_empty(now):
        abort(404)  # do not reveal what upcoming stories are about
    return render_template(
        "topics/show.html", topic=topic, page=page, page_url=url_for(".show", slug=slug)
    )
