"""Cleans uploads by re-encoding them, so that nothing but the picture remains."""

import re
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from itertools import takewhile

from PIL import Image
from PIL.Image import Resampling

from jobs.images.child.colours import colours
from jobs.images.child.decoding import FORMATS, read
from jobs.images.child.encoding import encoded, on_white, size_of
from jobs.images.child.process import Made, Row
from jobs.images.child.unended_jpeg import pixels_of

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
TAIL = 12  # bytes at the end of the scan; a hidden ZIP file would need more
ESCAPES = re.compile(rb"\xff(?!\x00)")


def clean(data: bytes) -> Made:
    """The picture, upright, as JPEG, or as PNG with transparency. Raises Refusal.

    A file that is clean already is kept as it is. Re-encoding would blur it, and an
    exported magazine would not be the same after importing it.
    """
    image, profile = colours(*read(data), keep_profile=True)
    kind = "PNG" if image.mode == "RGBA" else "JPEG"
    blank = _original(Image.new(image.mode, image.size), kind, profile)
    made = data if IS_CLEAN[kind](data, blank) else _original(image, kind, profile)
    row = {"media_type": f"image/{kind.lower()}", **size_of(image), "tone": _tone(made)}
    return row, made


def _original(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    """At full colour resolution, because renditions are made from it."""
    options: Row = {"quality": 90, "subsampling": "4:4:4"}
    if kind == "PNG":
        options = {"compress_level": 4}
    return encoded(image, kind, icc_profile=profile, **options)


def _is_clean_jpeg(data: bytes, blank: bytes) -> bool:
    """Whether our encoder could have written `data`, as it wrote `blank`.

    The head with all its tables must be identical, and only the scan may follow
    (ITU-T T.81, B.1.1.5): no marker, and no bytes that the decoder ignores. For the
    latter, changing the last bytes must change the decoded picture.
    """
    head = blank[: blank.rindex(b"\xff\xda") + 14]
    if not (data.startswith(head) and data.endswith(b"\xff\xd9")):
        return False
    scan = data[len(head) : -2]
    tail = scan[-TAIL:]
    changed = bytes(0x55 if byte != 0x55 else 0x2A for byte in tail)
    altered = head + scan[: -len(tail)] + changed + data[-2:]
    return not ESCAPES.search(scan) and pixels_of(altered) != pixels_of(data)


def _is_clean_png(data: bytes, blank: bytes) -> bool:
    """The chunks before the pixels must be identical, and nothing may follow them."""
    before, after = _chunks(blank), _chunks(data)
    head = list(takewhile(_precedes_pixels, before))
    packed = [body for kind, body in after[len(head) : -1] if kind == b"IDAT" and body]
    width, height = struct.unpack(">II", blank[16:24])
    length = (width * 4 + 1) * height
    unpacker = zlib.decompressobj()
    with suppress(zlib.error):
        return (
            after == [*head, *((b"IDAT", body) for body in packed), (b"IEND", b"")]
            and len(unpacker.decompress(b"".join(packed), length + 1)) == length
            and unpacker.eof
            and not unpacker.unused_data
        )
    return False


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Types and bodies (PNG, section 5.3); empty if there is anything else."""
    chunks, at = [], len(PNG_SIGNATURE)
    while png.startswith(PNG_SIGNATURE) and at < len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4])
        if png[end : end + 4] != zlib.crc32(png[at + 4 : end]).to_bytes(4):
            return []
        chunks.append((png[at + 4 : at + 8], png[at + 8 : end]))
        at = end + 4
    return chunks


def _precedes_pixels(chunk: tuple[bytes, bytes]) -> bool:
    return chunk[0] != b"IDAT"


IS_CLEAN = {"JPEG": _is_clean_jpeg, "PNG": _is_clean_png}


def _tone(made: bytes) -> str:
    """The average colour as three digits. Computed from the encoded picture, so it is
    the same when that file is uploaded again.
    """
    image = Image.open(BytesIO(made), formats=FORMATS)
    image.draft("RGB", (1, 1))
    pixel = on_white(image).resize((1, 1), Resampling.BOX).getpixel((0, 0))
    levels = pixel if isinstance(pixel, tuple) else (0, 0, 0)
    return "".join(str(round(level / 255 * 3)) for level in levels)
