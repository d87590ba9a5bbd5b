"""oEmbed 1.0 (https://oembed.com): how another site shows one of our URLs.

Stories are WordPress embeds, a blockquote with a link and the frame that replaces it
(https://developer.wordpress.org/reference/functions/wp_filter_oembed_result/); lists
are frames.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Response, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, NotFound

from blueprints.embeds.embedding import Embedding
from blueprints.embeds.stories import thumbnail
from models.redirect import is_on_this_site, redirect_from
from models.stories.article import Article
from web.site.channel import ChannelPath
from web.site.context import site_context
from web.site.left_out import made_of_each
from web.site.public_story import public_story
from web.site.renamed import Renamed, moved_to
from web.site.structured_data import absolute
from web.xml_text import xml_text

Answer = dict[str, Any]
FORMATS = {"json": "application/json", "xml": "text/xml"}
CACHE_AGE = 3600  # seconds
STORY, LIST = (550, 260), (550, 480)  # pixels: preferred width and height
LIST_HEAD, LIST_ROW = 110, 70
PRIVATE = {"admin", "previews", "security"}
NOT_OURS = "This is not the address of a story or list of ours."


@dataclass(frozen=True)
class OembedRequest:
    """A consumer's request; sizes are pixels, None without a limit."""

    url: str
    format: str
    maxwidth: int | None
    maxheight: int | None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Aborts with 400, or with 501 for an unsupported format."""
        url, format_ = query.get("url", ""), query.get("format", "json")
        if not url:
            abort(400, "url is the address of a story or list of ours.")
        if format_ not in FORMATS:
            abort(501, "format is json or xml.")
        bounds = (_pixels(name, query) for name in ("maxwidth", "maxheight"))
        return cls(url, format_, *bounds)

    def fit(self, size: tuple[int, int]) -> tuple[int, int]:
        width, height = size
        return min(width, self.maxwidth or width), min(height, self.maxheight or height)


def _pixels(name: str, query: Mapping[str, str]) -> int | None:
    value = query.get(name)
    if value is None:
        return None
    if not re.fullmatch("[1-9][0-9]{0,5}", value):
        abort(400, f"{name} is a number of pixels.")
    return int(value)


def answer_to(wanted: OembedRequest, now: datetime) -> Answer:
    """Aborts with 404, with 301 if it has moved, or with 401 if it is not public."""
    try:
        return _answer(wanted, now)
    except Renamed as renamed:
        _lead_on(renamed.of(*_ours(wanted.url)))
    except NotFound:
        moved = redirect_from(_path(wanted.url))
        if moved and is_on_this_site(moved):
            _lead_on(moved)
        raise


def _lead_on(path: str) -> NoReturn:
    """Redirects to the same request for the new URL."""
    query: dict[str, Any] = {**request.args, "url": absolute(path)}
    abort(moved_to(url_for("embeds.oembed", **query)))


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""


def _answer(wanted: OembedRequest, now: datetime) -> Answer:
    endpoint, values, query = _ours(wanted.url)
    place = _place(endpoint, values)
    try:
        if endpoint == "articles.show":
            shown = [public_story(values["slug"], now)]
            # A story that fails to render is reported, and answered with 404.
            answers = made_of_each(shown, lambda story: _story(story, wanted))
            return answers[0] if answers else abort(404)
        if place is not None:
            return _list(Embedding.read(place, query, now), wanted)
    except Renamed:
        raise
    except HTTPException:
        pass
    return abort(404, NOT_OURS)


def _ours(url: str) -> tuple[str, dict[str, Any], MultiDict[str, str]]:
    """The endpoint, values and query of a URL. Aborts with 401 or 404."""
    try:
        parts = urlsplit(url)
        netloc = urlsplit(current_app.config["SITE_URL"]).netloc
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != netloc:
            abort(404, NOT_OURS)
        found = current_app.url_map.bind("").match(unquote(parts.path), "GET")
    except (ValueError, HTTPException):
        abort(404, NOT_OURS)
    endpoint, values = found
    if endpoint.partition(".")[0] in PRIVATE:
        abort(401, "This is not public.")
    return endpoint, dict(values), MultiDict(parse_qsl(parts.query))


def _place(endpoint: str, values: dict[str, Any]) -> ChannelPath | None:
    """The channel of a page, if it has one."""
    if endpoint == "latest.index":
        place: ChannelPath = values["place"]
        return place
    if endpoint in ("front.index", "briefs.index"):
        return ChannelPath("briefs" if endpoint == "briefs.index" else "")
    taxonomy, _, view = endpoint.partition(".")
    is_taxonomy = taxonomy in ("regions", "contributors", "topics") and view == "show"
    return ChannelPath(taxonomy, values["slug"]) if is_taxonomy else None


def _story(article: Article, wanted: OembedRequest) -> Answer:
    width, height = wanted.fit(STORY)
    authors = [contributor.name for contributor in article.contributors]
    html = render_template(
        "embeds/_story.html",
        article=article,
        layout="card" if height >= STORY[1] else "line",
        width=width,
        height=height,
    )
    return {
        **_rich(article.headline, html, width, height),
        **({"author_name": ", ".join(authors)} if authors else {}),
        **thumbnail(article, wanted.maxwidth, wanted.maxheight),
    }


def _list(embedding: Embedding, wanted: OembedRequest) -> Answer:
    width, height = wanted.fit(LIST)
    frame = render_template(
        "embeds/_frame.html", embedding=embedding, width=width, height=height
    )
    return _rich(embedding.title, frame, width, height)


def _rich(title: str, html: str, width: int, height: int) -> Answer:
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": site_context().newsroom.name,
        "provider_url": absolute(url_for("front.index")),
        "cache_age": CACHE_AGE,
        "html": html.strip(),
        "width": width,
        "height": height,
    }


def written(answer: Answer, format_: str) -> Response:
    if format_ == "json":
        return Response(current_app.json.dumps(answer), mimetype=FORMATS["json"])
    text = xml_text(render_template("embeds/oembed.xml", answer=answer))
    return Response(text, content_type=f"{FORMATS['xml']}; charset=utf-8")
