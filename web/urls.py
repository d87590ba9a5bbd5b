"""What an address may hold, whose it is, and where the router may send a reader."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request
from werkzeug.routing import BaseConverter, IntegerConverter, RequestRedirect
from werkzeug.wrappers import Response

from models.input_rules import CONTROLS, LARGEST_ID, LINE_BREAKS
from web.site.channel import ChannelPlace


class Words(BaseConverter):
    """One part of a path, without control characters: PostgreSQL refuses a NUL."""

    regex = rf"[^/{CONTROLS}{LINE_BREAKS}]+"
    part_isolating = True


class Number(IntegerConverter):
    """An id or a count: PostgreSQL has no larger ones, and refuses to look for them."""

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Any, *args: Any, **more: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_ID, **more})


def register_addresses(app: Flask) -> None:
    """Comes before the blueprints, whose addresses are made of these parts."""
    app.url_map.converters["default"] = Words
    app.url_map.converters["int"] = Number
    app.url_map.converters["channel"] = ChannelPlace
    app.before_request(stay_on_this_site)
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """PostgreSQL refuses a NUL, and nobody searches for one."""
    if any("\0" in value for value in request.args.values()):
        abort(400)


def at_our_address(wsgi_app: Any, site_url: str) -> Any:
    """Hides the Host that was asked for: anybody may forge it, nothing may need it."""
    parts = urlsplit(site_url)
    ours = {"HTTP_HOST": parts.netloc, "wsgi.url_scheme": parts.scheme}

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answered: Iterable[bytes] = wsgi_app(environ | ours, start_response)
        return answered

    return answer


def stay_on_this_site() -> Response | None:
    """The router's own redirects name a host; ours keep to the one in use."""
    moved = request.routing_exception
    if not isinstance(moved, RequestRedirect):
        return None
    parts = urlsplit(moved.new_url)
    query = f"?{parts.query}" if parts.query else ""
    return redirect(f"/{parts.path.lstrip('/')}{query}", moved.code)
