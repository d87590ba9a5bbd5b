"""What an address may hold, and where the router may send a reader."""

from urllib.parse import urlsplit

from flask import Flask, redirect, request
from werkzeug.routing import RequestRedirect, UnicodeConverter
from werkzeug.wrappers import Response


class Words(UnicodeConverter):
    """One part of a path, without control characters: PostgreSQL refuses a NUL."""

    regex = r"[^/\x00-\x1f\x7f]+"
    part_isolating = True


def register_addresses(app: Flask) -> None:
    """Comes before the blueprints, whose addresses are made of these parts."""
    app.url_map.converters["default"] = Words
    app.before_request(stay_on_this_site)


def stay_on_this_site() -> Response | None:
    """The router's own redirects name the request's Host, which anybody may forge."""
    moved = request.routing_exception
    if not isinstance(moved, RequestRedirect):
        return None
    parts = urlsplit(moved.new_url)
    query = f"?{parts.query}" if parts.query else ""
    return redirect(f"/{parts.path.lstrip('/')}{query}", moved.code)
