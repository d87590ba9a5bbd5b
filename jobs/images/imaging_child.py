"""The child process of jobs/images/imaging.py: decodes and re-encodes one picture.

Run by its path, so it imports nothing of ours. stdin: the picture's bytes. stdout: one
line of JSON, then the bytes of the pictures it lists, in that order.
"""

import json
import re
import resource
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any

# WebP is imported so that Pillow need not load all its formats to find it.
from PIL import (
    AvifImagePlugin,
    Image,
    ImageOps,
    UnidentifiedImageError,
    WebPImagePlugin,
)
from PIL.Image import Resampling, Transpose

FORMATS: tuple[str, ...] = ("JPEG", "PNG", WebPImagePlugin.WebPImageFile.format, "AVIF")

# What decoding takes: 1 to 4 bytes a pixel for a JPEG, 10 for a progressive one, 8
# for a PNG with alpha and for HEIC, 16 for WebP, up to 20 for AVIF of ten bits.
MEGAPIXELS = {
    "JPEG": 50,
    "progressive JPEG": 30,
    "PNG": 20,
    "WEBP": 13,
    "AVIF": 13,
    "HEIF": 25,
}
MEMORY = 270 * 2**20  # with the libraries' own pages that is under 300 MB resident
ICON_SIDES = (32, 180, 192, 512)  # favicon, iOS, and two for the web manifest
CPU_SECONDS = {"clean": 5, "draw": 30}

LONGEST_SIDE = 2560
# 720 is a telephone's whole width: 360 CSS pixels, two pixels each.
WHOLE_WIDTHS = (320, 480, 720, 960, 1280, 1920)
CARD_WIDTHS = (320, 480, 720, 960)
WIDEST_AVIF = 1280  # a wider one takes more time than the first start has

# EXIF 2.32, tag 0x0112: how to turn the stored picture upright.
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

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
JPEG_NOISE = bytes(range(0x31, 0x71))
JPEG_THUMBNAIL = (1, 1)  # decoded at an eighth, which costs little memory
# ISO/IEC 23008-12, annex B: the brands of pictures coded as HEVC.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
SVG_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<svg[\s>]", re.I)
TAIL = 12  # bytes of a scan: fewer than the end of a ZIP file takes
ESCAPES = re.compile(rb"\xff(?!\x00)")

NOT_A_PICTURE = (
    "This file is not a picture we can read: use JPEG, PNG, WebP, AVIF or HEIC."
)
SVG = (
    "SVG drawings are not supported, because they may contain scripts: "
    "export the drawing as PNG and upload that."
)
GIF = (
    "GIF pictures are not supported: save one frame of it as PNG and upload that, "
    "or put the animation into the story as a video."
)
TOO_MANY = "This picture has more than {} megapixels: make it smaller and try again."
TOO_MANY_OF = (
    "This picture is {} × {} pixels; the limit for {} is {} megapixels: "
    "make it smaller, or save it as an ordinary JPEG, and try again."
)
MOVING = (
    "This picture is animated, and only still ones are supported: "
    "save one frame of it and upload that."
)
TOO_MUCH_MEMORY = (
    "This picture needs too much memory to read: make it smaller and try again."
)
DAMAGED = "This picture is damaged or cut short: save it again as JPEG and try again."

Row = dict[str, Any]
Made = tuple[Row, bytes]

Image.MAX_IMAGE_PIXELS = max(MEGAPIXELS.values()) * 1_000_000
# Each thread of the decoder holds frames of its own; one keeps within the memory.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


class Refusal(Exception):
    """The sentence for the editor."""


def main() -> None:
    task, *how = sys.argv[1:]
    limit(CPU_SECONDS[task])
    data = sys.stdin.buffer.read()
    try:
        made = drawn(data, *map(float, how)) if how else [clean(data)]
    except Refusal as refusal:
        answer([], refused=str(refusal))
    else:
        answer(made)


def limit(cpu_seconds: int) -> None:
    """Limits this process's resources; the kernel ends it if it exceeds them."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    # RLIMIT_DATA counts what is written to; RLIMIT_AS would count shared libraries.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # If memory runs out anyway, the kernel should end this process first.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def answer(made: list[Made], **refused: str) -> None:
    rows = [row | {"size": len(data)} for row, data in made]
    head: Row = {**refused} or {"pictures": rows}
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    out.writelines(data for _, data in made)


def clean(data: bytes) -> Made:
    """The row lacks only the size. Raises Refusal, whatever the bytes are.

    What is clean already stays as it is: encoding it again would only blur it, and
    the export of a magazine could not be imported as the same.
    """
    image, profile = colours(*read(data), keep_profile=True)
    kind = "PNG" if image.mode == "RGBA" else "JPEG"
    blank = _original(Image.new(image.mode, image.size), kind, profile)
    made = data if IS_CLEAN[kind](data, blank) else _original(image, kind, profile)
    row = {"media_type": f"image/{kind.lower()}", **size_of(image), "tone": _tone(made)}
    return row, made


def _original(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    """What all renditions are made of, so at full colour resolution."""
    options: Row = {"quality": 90, "subsampling": "4:4:4"}
    if kind == "PNG":
        options = {"compress_level": 4}
    return encoded(image, kind, icc_profile=profile, **options)


def _is_clean_jpeg(data: bytes, blank: bytes) -> bool:
    """Whether our encoder could have written `data`, as it wrote `blank`.

    The head, with all tables, must be the same to the byte; below it there may be
    nothing but the picture (ITU-T T.81, B.1.1.5): no marker, and no byte unused.
    """
    head = blank[: blank.rindex(b"\xff\xda") + 14]
    if not (data.startswith(head) and data.endswith(b"\xff\xd9")):
        return False
    scan = data[len(head) : -2]
    tail = scan[-TAIL:]
    other = bytes(0x55 if byte != 0x55 else 0x2A for byte in tail)
    spoilt = head + scan[: -len(tail)] + other + data[-2:]
    return not ESCAPES.search(scan) and _pixels(spoilt) != _pixels(data)


def _is_clean_png(data: bytes, blank: bytes) -> bool:
    """The chunks before the picture must be the same, and it must end the file."""
    before, after = _chunks(blank), _chunks(data)
    head = list(takewhile(_is_no_picture, before))
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
    """Kinds and bodies (PNG, 5.3), or none if there is anything else in the file."""
    chunks, at = [], len(PNG_SIGNATURE)
    while png.startswith(PNG_SIGNATURE) and at < len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4])
        if png[end : end + 4] != zlib.crc32(png[at + 4 : end]).to_bytes(4):
            return []
        chunks.append((png[at + 4 : at + 8], png[at + 8 : end]))
        at = end + 4
    return chunks


def _is_no_picture(chunk: tuple[bytes, bytes]) -> bool:
    return chunk[0] != b"IDAT"


def _pixels(jpeg: bytes, draft: tuple[int, int] | None = None) -> bytes | None:
    """None for what the decoder refuses."""
    with suppress(Exception):
        image = Image.open(BytesIO(jpeg), formats=("JPEG",))
        if draft:
            image.draft(None, draft)
        return image.tobytes()
    return None


IS_CLEAN = {"JPEG": _is_clean_jpeg, "PNG": _is_clean_png}


def drawn(data: bytes, x: float, y: float, with_icons: float = 0) -> list[Made]:
    """Converted to sRGB: mail programs and link previews ignore profiles, and bytes
    of a stranger's profile do not reach readers. Raises Refusal.
    """
    image, _ = colours(*read(data), keep_profile=False)
    centre = (min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0))
    made: list[Made] = []
    for width in _fitting(WHOLE_WIDTHS, image.width):
        height = max(1, round(image.height * width / image.width))
        whole = image.resize((width, height), Resampling.LANCZOS, reducing_gap=2.0)
        made += _all_types(whole, "whole")
    for width in _fitting(CARD_WIDTHS, min(image.width, image.height * 3 // 2)):
        size = (width, max(1, round(width * 2 / 3)))
        card = ImageOps.fit(image, size, Resampling.LANCZOS, centering=centre)
        made += _all_types(card, "card")
    return [*made, *_icons(image)] if with_icons else made


def _icons(image: Image.Image) -> Iterator[Made]:
    """Squares with the whole picture on white: browsers put icons on any ground."""
    for side in ICON_SIDES:
        fitting = ImageOps.contain(on_white(image), (side, side), Resampling.LANCZOS)
        icon = Image.new("RGB", (side, side), "white")
        icon.paste(fitting, ((side - fitting.width) // 2, (side - fitting.height) // 2))
        row = {"crop": "icon", "media_type": "image/png", **size_of(icon)}
        yield row, encoded(icon, "PNG", optimize=True)


def read(data: bytes) -> tuple[Image.Image, bytes]:
    """Upright, at most LONGEST_SIDE, in mode RGB, RGBA, L or CMYK; its ICC profile."""
    try:
        return _decoded(_opened(with_end(data)))
    except MemoryError:
        raise Refusal(TOO_MUCH_MEMORY) from None
    except Refusal:
        raise
    except Exception as error:
        # Decoders report damage with nearly every exception there is.
        raise Refusal(DAMAGED) from error


def with_end(data: bytes) -> bytes:
    """A JPEG that lacks only its end marker, as some cameras write it, with one.

    Whether the picture itself is whole shows when more is put behind it: a decoder
    that still waits for pixels would read it as such.
    """
    if not data.startswith(JPEG_START) or data.endswith(JPEG_END):
        return data
    small = _pixels(data + JPEG_END, JPEG_THUMBNAIL)
    is_whole = small and small == _pixels(data + JPEG_NOISE + JPEG_END, JPEG_THUMBNAIL)
    return data + JPEG_END if is_whole else data


def _opened(data: bytes) -> Image.Image:
    _refuse_by_name(data)
    formats = FORMATS
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        import pillow_heif  # here: slow to load, and few need it

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
    """What editors will try, with a sentence of its own."""
    if data.startswith((b"GIF87a", b"GIF89a")):
        raise Refusal(GIF)
    if SVG_START.match(data[:2000]):
        raise Refusal(SVG)


def _check(image: Image.Image) -> None:
    # MPO is a JPEG with a preview or gain map behind it, as telephones make them.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if kind != "JPEG" and getattr(image, "is_animated", False):
        # Refused, as the editor who chose it would not expect to see it still.
        raise Refusal(MOVING)
    if kind == "JPEG" and image.info.get("progressive"):
        kind = "progressive JPEG"
    if image.width * image.height > MEGAPIXELS[kind] * 1_000_000:
        name = {"WEBP": "WebP", "HEIF": "HEIC"}.get(kind, kind)
        limits = (image.width, image.height, name, MEGAPIXELS[kind])
        raise Refusal(TOO_MANY_OF.format(*limits))


def _decoded(image: Image.Image) -> tuple[Image.Image, bytes]:
    scale = min(1.0, LONGEST_SIDE / max(image.size))
    # A JPEG can be decoded at a half or a quarter: that much less memory and time.
    image.draft(None, (round(image.width * scale), round(image.height * scale)))
    image.load()
    turn = UPRIGHT.get(_orientation(image))
    profile = image.info.get("icc_profile") or b""
    # Decoders that could show further frames keep up to 12 bytes a pixel for them.
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
        return 1  # broken EXIF is no reason to refuse a good picture


def _plain(image: Image.Image) -> Image.Image:
    if image.mode == "I;16":
        # Pillow's own conversion cuts off at 255 instead of scaling.
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")


def colours(
    image: Image.Image, profile: bytes, *, keep_profile: bool
) -> tuple[Image.Image, bytes | None]:
    """RGB or RGBA, and the profile where it is kept: one for RGB that can be read."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        from PIL import ImageCms  # here: slow to load, and most have no profile

        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            if keep_profile and image.mode == mode and _is_for_rgb(source):
                return image, profile
            srgb = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, source, srgb, outputMode=mode)
            return changed or image, None
    return image.convert(mode), None


def _is_for_rgb(profile: Any) -> bool:
    return bool(profile.profile.xcolor_space == "RGB ")


def _tone(made: bytes) -> str:
    """Of the encoded picture, so that it is the same whenever that comes back."""
    image = Image.open(BytesIO(made), formats=FORMATS)
    image.draft("RGB", (1, 1))
    pixel = on_white(image).resize((1, 1), Resampling.BOX).getpixel((0, 0))
    levels = pixel if isinstance(pixel, tuple) else (0, 0, 0)
    return "".join(str(round(level / 255 * 3)) for level in levels)


def on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _fitting(widths: tuple[int, ...], limit: int) -> list[int]:
    """Those that are not wider, and the picture's own width where it ends the row."""
    own = min(max(1, limit), widths[-1])
    return [*(width for width in widths if width < own), own]


def _all_types(image: Image.Image, crop: str) -> Iterator[Made]:
    # Speed 8 takes a third of the time of 6, for files a twentieth larger.
    row = {"crop": crop, **size_of(image)}
    if image.width <= WIDEST_AVIF:
        avif = encoded(image, "AVIF", quality=55, speed=8, max_threads=1)
        yield row | {"media_type": "image/avif"}, avif
    # Method 4 takes longer than 1, for files a fifth smaller where there is grain.
    webp = encoded(image, "WEBP", quality=72, method=4)
    yield row | {"media_type": "image/webp"}, webp
    jpeg = encoded(on_white(image), "JPEG", quality=80, progressive=True)
    yield row | {"media_type": "image/jpeg"}, jpeg


def size_of(image: Image.Image) -> Row:
    return {"width": image.width, "height": image.height}


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    # Pillow's encoders take comments, profiles and more from here unasked.
    image.info = {}
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


if __name__ == "__main__":
    main()
