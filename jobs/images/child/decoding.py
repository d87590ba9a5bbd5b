"""Decodes pictures of all supported formats; refuses large and damaged ones."""

import re
import warnings
from io import BytesIO

# Importing WebP here saves Pillow from loading all its formats to find it.
from PIL import AvifImagePlugin, Image, UnidentifiedImageError, WebPImagePlugin
from PIL.Image import Resampling, Transpose

from jobs.images.child.process import Refusal
from jobs.images.child.refusals import (
    DAMAGED,
    GIF,
    MOVING,
    NOT_A_PICTURE,
    SVG,
    TOO_MANY,
    TOO_MANY_OF,
    TOO_MUCH_MEMORY,
)
from jobs.images.child.unended_jpeg import with_end

FORMATS: tuple[str, ...] = ("JPEG", "PNG", WebPImagePlugin.WebPImageFile.format, "AVIF")

# From the memory that decoding needs per pixel: 1 to 4 bytes for JPEG, 10 for a
# progressive one, 8 for PNG with alpha and for HEIC, 16 for WebP, 20 for 10-bit AVIF.
MEGAPIXELS = {
    "JPEG": 50,
    "progressive JPEG": 30,
    "PNG": 20,
    "WEBP": 13,
    "AVIF": 13,
    "HEIF": 25,
}

LONGEST_SIDE = 2560  # pixels

# EXIF 2.32, tag 0x0112: the transformation that turns the picture upright.
ORIENTATION = 0x0112
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

# File-type brands of HEVC-coded pictures (ISO/IEC 23008-12, annex B).
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
SVG_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<svg[\s>]", re.I)

Image.MAX_IMAGE_PIXELS = max(MEGAPIXELS.values()) * 1_000_000
# Each decoder thread has frames of its own; only one fits into the memory limit.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def read(data: bytes) -> tuple[Image.Image, bytes]:
    """The picture and its ICC profile. Raises Refusal.

    Upright, at most LONGEST_SIDE, in mode RGB, RGBA, L or CMYK.
    """
    try:
        return _decoded(_opened(with_end(data)))
    except MemoryError:
        raise Refusal(TOO_MUCH_MEMORY) from None
    except Refusal:
        raise
    except Exception as error:
        # Decoders raise almost any exception for damaged files.
        raise Refusal(DAMAGED) from error


def _opened(data: bytes) -> Image.Image:
    _refuse_by_name(data)
    formats = FORMATS
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        import pillow_heif  # imported here, as it is slow to load and rarely needed

        pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
        formats += ("HEIF",)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        raise Refusal(NOT_A_PICTURE) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal(TOO_MANY.format(max(MEGAPIXELS.values()))) from None
    _check(image)
    return image


def _refuse_by_name(data: bytes) -> None:
    """Formats that editors are likely to try get a message of their own."""
    if data.startswith((b"GIF87a", b"GIF89a")):
        raise Refusal(GIF)
    if SVG_START.match(data[:2000]):
        raise Refusal(SVG)


def _check(image: Image.Image) -> None:
    # MPO, which phones write, is a JPEG followed by a preview or gain map.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if kind != "JPEG" and getattr(image, "is_animated", False):
        # Showing only the first frame would surprise the editor.
        raise Refusal(MOVING)
    if kind == "JPEG" and image.info.get("progressive"):
        kind = "progressive JPEG"
    if image.width * image.height > MEGAPIXELS[kind] * 1_000_000:
        name = {"WEBP": "WebP", "HEIF": "HEIC"}.get(kind, kind)
        limits = (image.width, image.height, name, MEGAPIXELS[kind])
        raise Refusal(TOO_MANY_OF.format(*limits))


def _decoded(image: Image.Image) -> tuple[Image.Image, bytes]:
    scale = min(1.0, LONGEST_SIDE / max(image.size))
    # JPEG can be decoded at a half or a quarter, which saves memory and time.
    image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    turn = UPRIGHT.get(_orientation(image))
    profile = image.info.get("icc_profile") or b""
    # Frees the decoder, which may hold 12 bytes per pixel for further frames.
    image.__dict__ |= {"_decoder": None, "fp": None}
    image = _plain(image)
    image.thumbnail((LONGEST_SIDE,) * 2, Resampling.LANCZOS, reducing_gap=2.0)
    image = image.transpose(turn) if turn is not None else image
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    return image, profile


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1  # the picture may be good although its EXIF is broken


def _plain(image: Image.Image) -> Image.Image:
    if image.mode == "I;16":
        # Pillow's conversion clips at 255 instead of scaling.
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")
