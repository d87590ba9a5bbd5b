"""Finds the file and the texts of a picture in foreign HTML."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import Tag

from importers.archives.records import ForeignPicture

# Lazy-loading plug-ins move the address elsewhere and show a blank picture meanwhile.
SOURCES = (
    *("data-orig-file", "data-full-url", "data-large-file", "data-src"),
    *("data-lazy-src", "src"),
)
SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[a-zA-Z]{3,5}$)")
SIZE_PARAMETERS = {"w", "h", "resize", "fit", "crop", "ssl", "quality", "strip", "zoom"}
NUMBER = re.compile(r"\bwp-image-(\d+)\b")


def picture_of(
    image: Tag, by_id: Callable[[str], ForeignPicture | None]
) -> ForeignPicture | None:
    """None if there is no file. The texts nearest to the picture win."""
    number = NUMBER.search(" ".join(image.get_attribute_list("class")))
    known = by_id(number[1]) if number else None
    address = known.url if known else _address(image)
    if not address:
        return None
    base = known or ForeignPicture(address)
    return replace(
        base,
        url=address,
        alt_text=_text(image.get("alt")) or base.alt_text,
        caption=_caption(image) or base.caption,
    )


def full_size(url: str) -> str:
    """The URL of the whole picture, without the suffix or parameters for its size."""
    parts = urlsplit(url)
    query = [one for one in parse_qsl(parts.query) if one[0] not in SIZE_PARAMETERS]
    path = SIZE.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def _address(image: Tag) -> str:
    found = (_text(image.get(name)) for name in SOURCES)
    address = next((one for one in found if one and not one.startswith("data:")), "")
    return address or _largest(_text(image.get("srcset") or image.get("data-srcset")))


def _largest(srcset: str) -> str:
    """The last candidate, as WordPress lists the widest picture last."""
    candidates = [one.split()[0] for one in srcset.split(", ") if one.split()]
    return candidates[-1] if candidates else ""


def _caption(image: Tag) -> str:
    figure = image.find_parent("figure")
    caption = figure.find("figcaption") if figure else None
    if figure is None or caption is None or len(figure.find_all("img")) > 1:
        return ""
    return caption.get_text(" ", strip=True)


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
