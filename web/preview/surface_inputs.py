"""The public template and inputs of each previewed surface of a story."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app, request
from sqlalchemy import select

from extensions import db
from models.listing.line import LinePage, side_by_side
from models.listing.listing import Listing, ListingPage
from models.listing.stream import Reading, Stream, read_stream
from models.stories.article import Article
from models.stories.preview import line_of
from web.preview.urls import Addresses
from web.site.channel import Channel, ChannelPath
from web.site.context import site_context
from web.site.sidebar import BRIEFS, LATEST, Sidebar, read_sidebar
from web.site.structured_data import absolute, social_address

OTHERS = 5  # other stories around the previewed one
PAGES = {"article": "articles/show.html", "page": "pages/show.html"}


@dataclass(frozen=True)
class View:
    """The previewed story, the URLs of its surfaces, and the time."""

    shown: Article
    addresses: Addresses
    now: datetime

    @property
    def left_out(self) -> frozenset[int]:
        return frozenset({self.shown.id})

    @property
    def others(self) -> Listing:
        return Listing(leaving_out=self.left_out, limit=OTHERS)

    @property
    def sidebar(self) -> Sidebar:
        return read_sidebar(self.now)


Made = tuple[str, dict[str, Any]]


def _page(view: View) -> Made:
    reading = Reading.read(request.args)
    stream = read_stream(view.now, reading, leaving_out=view.left_out)
    return _readers_page(view, stream)


def _readers_page(view: View, stream: Stream) -> Made:
    return "previews/readers.html", {
        "template": PAGES.get(view.shown.kind, PAGES["article"]),
        "stream": stream,
        "sidebar": view.sidebar,
        "stream_url": view.addresses.url_for("front.stream"),
        "page_url": view.addresses.frame("page"),
    }


def _print(view: View) -> Made:
    template, inputs = _readers_page(view, Stream([], Reading(), None))
    return template, {**inputs, "asset": _printed}


def _printed(name: str) -> str:
    """The stylesheet that shows the print layout on screen."""
    assets = current_app.extensions["assets"]
    return str(assets.url("print.css" if name == "main.css" else name))


def _stream(view: View, opened: frozenset[str] = frozenset()) -> Made:
    others = replace(view.others, limit=2).page(view.now, whole=True).articles
    articles = [view.shown, *others]
    return "previews/readers.html", {
        "template": "previews/stream.html",
        "stream": Stream(articles, Reading(opened=opened), None),
        "sidebar": view.sidebar,
        "page_url": view.addresses.frame("stream"),
    }


def _opened(view: View) -> Made:
    return _stream(view, frozenset({view.shown.slug}))


def _card(view: View) -> Made:
    return "previews/readers.html", {
        "template": "previews/cards.html",
        "page": _listed(view, view.others),
        "sidebar": view.sidebar,
    }


def _brief(view: View) -> Made:
    page = _listed(view, replace(view.others, kind="brief"), whole=True)
    return "previews/readers.html", {
        "template": "briefs/index.html",
        "page": page,
        "page_url": view.addresses.url_for("briefs.index"),
    }


def _row(view: View) -> Made:
    lists = [replace(one, leaving_out=view.left_out) for one in (LATEST, BRIEFS)]
    latest, briefs = side_by_side(lists, view.now)
    line = line_of(view.shown)
    if view.shown.kind == "brief":
        inputs = {
            "template": "previews/briefs.html",
            "sidebar": Sidebar([], [line, *briefs]),
        }
    else:
        page = LinePage([line, *latest], None)
        channel = Channel(ChannelPath(), {}, LATEST)
        inputs = {"template": "latest/index.html", "channel": channel, "page": page}
    address = view.addresses.url_for("latest.index", place="latest")
    return "previews/readers.html", {**inputs, "after": "still", "page_url": address}


def _lead(view: View) -> Made:
    page = {"leading": _listed(view, replace(view.others, limit=4)).articles}
    return "previews/readers.html", {
        "template": "front/index.html",
        "page": {
            **page,
            "stream": Stream([], Reading(), None),
            "strips": [],
            "is_short": True,
        },
        "sidebar": view.sidebar,
        "page_url": view.addresses.url_for("front.index"),
    }


def _listed(view: View, listing: Listing, *, whole: bool = False) -> ListingPage:
    """The story followed by others like it."""
    others = listing.page(view.now, whole=whole).articles
    return ListingPage([view.shown, *others], None)


def _social(view: View) -> Made:
    """The real social picture, if readers may see this version of the story."""
    key = social_address(view.shown)
    public = db.session.scalar(
        select(Article).where(Article.id == view.shown.id, Article.public(view.now))
    )
    drawn = public is not None and social_address(public) == key
    return "previews/social.html", {"drawn": key if drawn else ""}


def _embed(view: View) -> Made:
    """As plain links, the fallback that works on every site."""
    is_brief = view.shown.kind == "brief"
    place = ChannelPath("briefs") if is_brief else ChannelPath()
    listing = replace(BRIEFS if is_brief else LATEST, leaving_out=view.left_out)
    others = side_by_side([listing], view.now)[0]
    embedding = {
        "attributes": {},
        "lines": [line_of(view.shown), *others],
        "title": site_context().newsroom.name,
        "page_url": absolute(view.addresses.url_for("latest.index", place=place)),
    }
    return "previews/embed.html", {"embedding": embedding}


def _alone(name: str) -> Callable[[View], Made]:
    return lambda _view: (f"previews/{name}.html", {})


INPUTS: dict[str, Callable[[View], Made]] = {
    "page": _page,
    "stream": _stream,
    "opened": _opened,
    "card": _card,
    "brief": _brief,
    "row": _row,
    "lead": _lead,
    "print": _print,
    "social": _social,
    "embed": _embed,
    "feed": _alone("feed"),
    "search": _alone("search"),
}
