"""Every channel as RSS, Atom and JSON Feed, and the list of them all."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.feeds.feed import Feed, read_feed
from blueprints.feeds.issues import issues
from blueprints.feeds.json_feed import json_feed
from models.listing.cursor import Cursor
from web.clock import utc_now
from web.cors import for_every_site
from web.permission import open_to_anybody
from web.public import public
from web.site.channel import FILTERS, ChannelPath, read_channel
from web.site.context import site_context
from web.xml_text import xml_text

feeds = Blueprint("feeds", __name__)
feeds.register_blueprint(issues)
FEED_PARAMETERS = ("after", "content", *FILTERS)


@feeds.get("/<channel:place>/feed.rss")
@for_every_site
@public(*FEED_PARAMETERS)
def rss(place: ChannelPath) -> Response:
    """RSS 2.0 with the content, dc, media and atom modules."""
    feed = _read(place, "feeds.rss")
    return _answer(_xml("feeds/rss.xml", feed=feed), "application/rss+xml", feed)


@feeds.get("/<channel:place>/feed.atom")
@for_every_site
@public(*FEED_PARAMETERS)
def atom(place: ChannelPath) -> Response:
    """RFC 4287."""
    feed = _read(place, "feeds.atom")
    return _answer(_xml("feeds/atom.xml", feed=feed), "application/atom+xml", feed)


@feeds.get("/<channel:place>/feed.json", endpoint="json")
@for_every_site
@public(*FEED_PARAMETERS)
def show_json(place: ChannelPath) -> Response:
    """JSON Feed 1.1."""
    feed = _read(place, "feeds.json")
    text = json_feed(feed, site_context().newsroom.language)
    return _answer(text, "application/feed+json", feed)


@feeds.get("/feeds/")
@public()
def index() -> str:
    return render_template("feeds/index.html", page_url=url_for(".index"))


@feeds.get("/feeds.opml")
@for_every_site
@public()
def opml() -> Response:
    """OPML 2.0: all of these feeds in one file, for feed readers."""
    return _answer(_xml("feeds/opml.xml"), "text/x-opml")


@feeds.get("/feed")
@feeds.get("/rss")
@feeds.get("/feed.xml")
@feeds.get("/rss.xml")
@feeds.get("/atom.xml")
@for_every_site
@open_to_anybody
def usual_address() -> Response:
    """Redirects from common feed URLs that feed readers try."""
    kind = "atom" if request.path == "/atom.xml" else "rss"
    response = redirect(url_for(f"feeds.{kind}", place=ChannelPath()), 301)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _read(place: ChannelPath, endpoint: str) -> Feed:
    """Aborts with 400 or 404."""
    now, after = utc_now(), Cursor.read_optional(request.args.get("after"))
    channel = read_channel(place, request.args, now)
    return read_feed(channel, endpoint, request.args.get("content", ""), after, now)


def _xml(template: str, **inputs: Any) -> str:
    return xml_text(render_template(template, **inputs))


def _answer(text: str, media_type: str, feed: Feed | None = None) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    if feed and feed.hub:
        response.headers["Link"] = feed.links
    return response
