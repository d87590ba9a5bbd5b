"""JPEG files without an end marker, as some cameras write them."""

from contextlib import suppress
from io import BytesIO

from PIL import Image

JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
JPEG_NOISE = bytes(range(0x31, 0x71))  # decodes to something visible
JPEG_THUMBNAIL = (1, 1)  # decoded at an eighth, which needs little memory


def with_end(data: bytes) -> bytes:
    """Adds the end marker to a JPEG that lacks only this; returns other data unchanged.

    To see whether all pixels are there, it appends noise: a decoder that still expects
    pixels would decode the noise, and the result would differ.
    """
    if not data.startswith(JPEG_START) or data.endswith(JPEG_END):
        return data
    small = pixels_of(data + JPEG_END, JPEG_THUMBNAIL)
    noisy = pixels_of(data + JPEG_NOISE + JPEG_END, JPEG_THUMBNAIL)
    is_whole = small and small == noisy
    return data + JPEG_END if is_whole else data


def pixels_of(jpeg: bytes, draft: tuple[int, int] | None = None) -> bytes | None:
    """None if it cannot be decoded. `draft` is a size in pixels, see Image.draft."""
    with suppress(Exception):
        image = Image.open(BytesIO(jpeg), formats=("JPEG",))
        if draft:
            image.draft(None, draft)
        return image.tobytes()
    return None
