"""An article's page and its two htmx fragments."""

from flask import Blueprint, render_template, request, url_for

from models.listing.stream import Reading, read_stream
from web.clock import utc_now
from web.public import fragment, public
from web.site.public_story import public_story
from web.site.sidebar import read_sidebar

articles = Blueprint("articles", __name__, url_prefix="/articles")


@articles.get("/<slug>")
@public("open", "after", "to")
def show(slug: str) -> str:
    """The full article, then the stream; `?open=a,b` renders those items open."""
    now = utc_now()
    article = public_story(slug, now)
    stream = read_stream(
        now, Reading.read_leniently(request.args), leaving_out=frozenset({article.id})
    )
    return render_template(
        "articles/show.html",
        article=article,
        stream=stream,
        sidebar=read_sidebar(now),
        stream_url=url_for(".stream", slug=slug),
        page_url=url_for(".show", slug=slug),
    )


@articles.get("/<slug>/rest")
@fragment(page="articles.show")
def rest(slug: str) -> str:
    """The text that "keep reading" opens."""
    article = public_story(slug, utc_now())
    return render_template("articles/_rest.html", article=article)


@articles.get("/<slug>/stream")
@fragment("after", page="articles.show")
def stream(slug: str) -> str:
    """The next articles of the stream, and the "more" control."""
    now = utc_now()
    article = public_story(slug, now)
    further = read_stream(
        now, Reading.read(request.args), leaving_out=frozenset({article.id})
    )
    return render_template(
        "articles/_stream.html",
        stream=further,
        stream_url=url_for(".stream", slug=slug),
        page_url=url_for(".show", slug=slug),
    )
