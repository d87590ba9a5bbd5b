"""An article's page, and the two fragments of it that htmx asks for."""

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
    """The article whole, then the stream; `?open=a,b` renders those items open."""
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
    """What "keep reading" reveals."""
    article = public_story(slug, utc_now())
    return render_template("articles/_rest.html", article=article)


@articles.get("/<slug>/stream")
@fragment("after", page="articles.show")
def stream(slug: str) -> str:
    """The next further articles, and the control that leads to more."""
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
