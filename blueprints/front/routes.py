"""The front page: lead and curated stories, the stream, a strip for each region."""

from flask import Blueprint, render_template, request, url_for

from models.listing.stream import Reading
from web.clock import utc_now
from web.public import fragment, public
from web.site.front_page import read_front_page, read_stories

front = Blueprint("front", __name__)


@front.get("/")
@public("open", "after", "to")
def index() -> str:
    now = utc_now()
    page = read_front_page(now, Reading.read(request.args))
    return render_template(
        "front/index.html",
        page=page,
        sidebar=page.sidebar,
        stream_url=url_for(".stream"),
        page_url=url_for(".index"),
    )


@front.get("/stream")
@fragment("after", page="front.index")
def stream() -> str:
    """The next articles of the stream below the front page."""
    _, further = read_stories(utc_now(), Reading.read(request.args))
    return render_template(
        "articles/_stream.html",
        stream=further,
        stream_url=url_for(".stream"),
        page_url=url_for(".index"),
    )
