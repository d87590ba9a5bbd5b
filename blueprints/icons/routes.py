"""Icons at the URLs that browsers request, and the web manifest.

The worker draws them from the logo; without a logo, the built-in icons are used.
"""

import struct
from typing import Any

from flask import Blueprint, Response, abort, current_app, url_for

from models.pictures.media import media
from web.assets import Assets
from web.public import public
from web.site.context import site_context

icons = Blueprint("icons", __name__)
PNG, ICO = "image/png", "image/vnd.microsoft.icon"
MANIFEST = "application/manifest+json"
FAVICON, APPLE, OF_MANIFEST = 32, 180, (192, 512)  # pixels
PAPER = "#f6f1e7"


@icons.get("/favicon.ico")
@public()
def favicon() -> Response:
    return Response(as_ico(_read(FAVICON), FAVICON), mimetype=ICO)


@icons.get("/apple-touch-icon.png")
@public()
def apple_touch_icon() -> Response:
    return Response(_read(APPLE), mimetype=PNG)


@icons.get("/site.webmanifest")
@public()
def manifest() -> Response:
    """https://www.w3.org/TR/appmanifest/"""
    newsroom = site_context().newsroom
    facts: dict[str, Any] = {
        "name": newsroom.name,
        "description": newsroom.description,
        "lang": newsroom.language,
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": _address(side), "sizes": f"{side}x{side}", "type": PNG}
            for side in OF_MANIFEST
        ],
    }
    return Response(current_app.json.dumps(facts), mimetype=MANIFEST)


def as_ico(png: bytes, side: int) -> bytes:
    """An .ico file that contains one PNG, which all browsers can read."""
    head = struct.pack("<HHH", 0, 1, 1)
    offset = 6 + 16  # the PNG follows the header and its one entry
    entry = struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset)
    return head + entry + png


def _key(side: int) -> str | None:
    """The media key of the logo's icon."""
    logo = site_context().logo
    icons_ = logo.icons if logo else ()
    return next((icon.key for icon in icons_ if icon.width == side), None)


def _read(side: int) -> bytes:
    key = _key(side)
    if key is None:
        return _assets().read(f"icon-{side}.png")
    return media.serve(key) or abort(404)


def _address(side: int) -> str:
    key = _key(side)
    if key is None:
        return _assets().url(f"icon-{side}.png")
    return url_for("pictures.show", key=key)


def _assets() -> Assets:
    assets: Assets = current_app.extensions["assets"]
    return assets
