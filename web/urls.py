"""URL converters, and rules for the host and for the router's redirects."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request
from werkzeug.routing import BaseConverter, IntegerConverter, RequestRedirect
from werkzeug.wrappers import Response

from models.input_rules import CONTROLS, LARGEST_ID, LINE_BREAKS
from web.site.channel import ChannelPathConverter


class PathSegment(BaseConverter):
    """One path segment without control characters: PostgreSQL refuses a NUL."""

    regex = rf"[^/{CONTROLS}{LINE_BREAKS}]+"
    part_isolating = True


class DatabaseInteger(IntegerConverter):
    """An id or count; PostgreSQL raises an error for a larger INTEGER."""

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Any, *args: Any, **more: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_ID, **more})


def register_addresses(app: Flask) -> None:
    """Call before registering blueprints, whose routes use these converters."""
    app.url_map.converters["default"] = PathSegment
    app.url_map.converters["int"] = DatabaseInteger
    app.url_map.converters["channel"] = ChannelPathConverter
    app.before_request(stay_on_this_site)
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """Answers 400 for a NUL in the query, which PostgreSQL refuses."""
    if any("\0" in value for value in request.args.values()):
        abort(400)


def at_our_address(wsgi_app: Any, site_url: str) -> Any:
    """Replaces the Host header, which clients can forge, with the site's own."""
    parts = urlsplit(site_url)
    ours = {"HTTP_HOST": parts.netloc, "wsgi.url_scheme": parts.scheme}

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answered: Iterable[bytes] = wsgi_app(environ | ours, start_response)
        return answered

    return answer


def stay_on_this_site() -> Response | None:
    """Makes the router's absolute redirects relative to the current host."""
    moved = request.routing_exception
    if not isinstance(moved, RequestRedirect):
        return None
    parts = urlsplit(moved.new_url)
    query = f"?{parts.query}" if parts.query else ""
    return redirect(f"/{parts.path.lstrip('/')}{query}", moved.code)
