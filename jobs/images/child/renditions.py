"""Draws the renditions of a cleaned picture: all widths, crops and formats."""

from collections.abc import Iterator

from PIL import Image, ImageOps
from PIL.Image import Resampling

from jobs.images.child.colours import colours
from jobs.images.child.decoding import read
from jobs.images.child.encoding import encoded, on_white, size_of
from jobs.images.child.process import Made

# Pixels; 720 fills a phone that is 360 CSS pixels wide at double density.
WHOLE_WIDTHS = (320, 480, 720, 960, 1280, 1920)
CARD_WIDTHS = (320, 480, 720, 960)
THUMBNAIL_WIDTH = 150  # for oEmbed in narrow columns
WIDEST_AVIF = 1280  # wider ones would make the first start too slow
ICON_SIDES = (32, 180, 192, 512)  # favicon, iOS, web manifest (two)


def draw_renditions(
    data: bytes, x: float, y: float, with_icons: float = 0
) -> list[Made]:
    """All renditions. `x` and `y` are the focal point, from 0 to 1.

    Converted to sRGB, because mail programs and link previews ignore profiles, and so
    that no bytes of an uploaded profile reach readers. Raises Refusal.
    """
    image, _ = colours(*read(data), keep_profile=False)
    centre = (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))
    made: list[Made] = []
    for width in _fitting(WHOLE_WIDTHS, image.width):
        height = max(1, round(image.height * width / image.width))
        whole = image.resize((width, height), Resampling.LANCZOS, reducing_gap=2.0)
        made += _all_types(whole, "whole")
    widest = min(image.width, image.height * 3 // 2)
    for width in _fitting(CARD_WIDTHS, widest):
        made += _all_types(_card(image, width, centre), "card")
    if widest > THUMBNAIL_WIDTH:
        made.append(_as_jpeg(_card(image, THUMBNAIL_WIDTH, centre), "card"))
    return [*made, *_icons(image)] if with_icons else made


def _card(image: Image.Image, width: int, centre: tuple[float, float]) -> Image.Image:
    size = (width, max(1, round(width * 2 / 3)))
    return ImageOps.fit(image, size, Resampling.LANCZOS, centering=centre)


def _icons(image: Image.Image) -> Iterator[Made]:
    """PNG squares on white, because browsers show icons on any background."""
    for side in ICON_SIDES:
        fitting = ImageOps.contain(on_white(image), (side, side), Resampling.LANCZOS)
        icon = Image.new("RGB", (side, side), "white")
        icon.paste(fitting, ((side - fitting.width) // 2, (side - fitting.height) // 2))
        row = {"crop": "icon", "media_type": "image/png", **size_of(icon)}
        yield row, encoded(icon, "PNG", optimize=True)


def _fitting(widths: tuple[int, ...], limit: int) -> list[int]:
    """The widths below the limit, then the limit or the greatest width."""
    own = min(max(1, limit), widths[-1])
    return [*(width for width in widths if width < own), own]


def _all_types(image: Image.Image, crop: str) -> Iterator[Made]:
    # Speed 8 needs a third of the time of 6, for files that are 5 % larger.
    row = {"crop": crop, **size_of(image)}
    if image.width <= WIDEST_AVIF:
        avif = encoded(image, "AVIF", quality=55, speed=8, max_threads=1)
        yield row | {"media_type": "image/avif"}, avif
    # Method 4 is slower than 1, but makes grainy pictures 20 % smaller.
    webp = encoded(image, "WEBP", quality=72, method=4)
    yield row | {"media_type": "image/webp"}, webp
    yield _as_jpeg(image, crop)


def _as_jpeg(image: Image.Image, crop: str) -> Made:
    row = {"crop": crop, "media_type": "image/jpeg", **size_of(image)}
    return row, encoded(on_white(image), "JPEG", quality=80, progressive=True)
