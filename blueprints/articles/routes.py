"""An article's page, and the two fragments of it that htmx asks for."""

from flask import Blueprint, render_template, request, url_for

from blueprints.articles.queries import published_article
from models.listing.stream import Reading, read_stream
from models.stories.placement import load_placements
from web.clock import utc_now
from web.public import fragment, public
from web.site.prose import load_text_pictures
from web.site.sidebar import read_sidebar

articles = Blueprint("articles", __name__, url_prefix="/articles")


@articles.get("/<slug>")
@public("open", "after", "to")
def show(slug: str) -> str:
    """The article whole, then the stream; `?open=a,b` renders those items open."""
    now = utc_now()
    article = published_article(slug, now)
    stream = read_stream(
        now, Reading.read(request.args), leaving_out=frozenset({article.id})
    )
    load_placements([article, *stream.articles])
    return render_template(
        "articles/show.html",
        article=article,
        stream=stream,
        text_pictures=load_text_pictures([article, *stream.articles]),
        sidebar=read_sidebar(now),
        stream_url=url_for(".stream", slug=slug),
        page_url=url_for(".show", slug=slug),
    )


@articles.get("/<slug>/rest")
@fragment(page="articles.show")
def rest(slug: str) -> str:
    """What "keep reading" reveals."""
    article = published_article(slug, utc_now())
    load_placements([article])
    return render_template(
        "articles/_rest.html",
        article=article,
        text_pictures=load_text_pictures([article]),
    )


@articles.get("/<slug>/stream")
@fragment("after", page="articles.show")
def stream(slug: str) -> str:
    """The next further articles, and the control that leads to more."""
    now = utc_now()
    article = published_article(slug, now)
    further = read_stream(
        now, Reading.read(request.args), leaving_out=frozenset({article.id})
    )
    load_placements(further.articles)
    return render_template(
        "articles/_stream.html",
        stream=further,
        text_pictures=load_text_pictures(further.articles),
        stream_url=url_for(".stream", slug=slug),
        page_url=url_for(".show", slug=slug),
    )
