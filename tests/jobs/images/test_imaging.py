"""Cleaning uploads and drawing renditions, with valid and with hostile files."""

import json
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from jobs.images import imaging
from jobs.images.child import cleaning, process, renditions
from jobs.images.imaging import PictureRefused, clean_picture, draw_renditions
from tests.some import some

ROOT = Path(__file__).parents[3]
SEED = ROOT.parent / "shared" / "seed" / "pictures"
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)
GPS, ORIENTATION, DESCRIPTION = 0x8825, 0x0112, 0x010E
SCRIPT = b"<script>alert('hello')</script>"

# Starts the child from a small process, because on Linux the peak memory of the old
# program counts for the new one after exec.
LAUNCHER = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, *sys.argv[1:]])
_, status, used = os.wait4(child.pid, 0)
unit = 1 if sys.platform == "darwin" else 1024
print(used.ru_maxrss * unit, used.ru_utime + used.ru_stime, file=sys.stderr)
sys.exit(status != 0)
"""


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def halves(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def patterned(size: tuple[int, int] = (64, 48)) -> Image.Image:
    noise = Image.effect_noise(size, 40)
    return Image.merge("RGB", (noise, noise.rotate(180), ImageOps.mirror(noise)))


def is_near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=False))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + crc(kind + body)


def crc(body: bytes | bytearray) -> bytes:
    return struct.pack(">I", zlib.crc32(body))


def png_bomb(side: int) -> bytes:
    """A black PNG of `side` by `side` pixels in very few bytes."""
    packer = zlib.compressobj(9)
    rows = b"\0" * (side // 8 + 1)
    packed = b"".join(packer.compress(rows) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def measured(data: bytes, *command: str) -> tuple[bytes, float, float]:
    """The command's output, its peak memory in megabytes, and its CPU seconds."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", LAUNCHER, *command],
        input=data,
        capture_output=True,
        env={"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    peak, seconds = done.stderr.split()[-2:]
    return done.stdout, float(peak) / 2**20, float(seconds)


def test_every_format_is_converted_to_jpeg() -> None:
    for kind in FORMATS:
        clean = clean_picture(encoded(halves(), kind))
        image = opened(clean.data)
        assert (clean.media_type, image.format) == ("image/jpeg", "JPEG")
        assert (clean.width, clean.height) == image.size == (64, 48)
        assert is_near(image.getpixel((2, 2)), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_transparency_is_kept_as_png(kind: str) -> None:
    image = halves().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    clean = clean_picture(
        encoded(image, kind, **{"lossless": True} if kind == "WEBP" else {})
    )
    kept = opened(clean.data)
    assert (clean.media_type, kept.format, kept.mode) == ("image/png", "PNG", "RGBA")
    if kind != "AVIF":
        assert kept.getchannel("A").tobytes() == image.getchannel("A").tobytes()


def test_an_opaque_alpha_channel_is_dropped() -> None:
    clean = clean_picture(encoded(halves().convert("RGBA"), "PNG"))
    assert clean.media_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_unusual_colour_modes_are_converted(mode: str) -> None:
    image = Image.new("I;16", (40, 30), 30000) if mode == "I;16" else None
    image = image or halves((40, 30)).convert(mode)
    clean = clean_picture(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert opened(clean.data).mode == "RGB"
    if mode == "I;16":
        assert is_near(opened(clean.data).getpixel((5, 5)), (117, 117, 117))


def test_a_palette_with_a_transparent_colour_keeps_it() -> None:
    image = halves().quantize(4)
    clean = clean_picture(encoded(image, "PNG", transparency=0))
    assert opened(clean.data).getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(orientation: int) -> None:
    upright = halves()
    turns = {turn: kept for kept, turn in TURNED_BACK.items()}
    stored = upright
    if orientation in turns:
        stored = upright.transpose(turns[orientation])
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    clean = clean_picture(encoded(stored, exif=exif, quality=95))
    image = opened(clean.data)
    assert (clean.width, clean.height) == image.size == upright.size
    assert is_near(image.getpixel((4, 24)), RED)
    assert is_near(image.getpixel((60, 24)), BLUE)


# How cameras store pictures in each of the eight orientations.
TURNED_BACK = {
    Image.Transpose.FLIP_LEFT_RIGHT: 2,
    Image.Transpose.ROTATE_180: 3,
    Image.Transpose.FLIP_TOP_BOTTOM: 4,
    Image.Transpose.TRANSPOSE: 5,
    Image.Transpose.ROTATE_90: 6,
    Image.Transpose.TRANSVERSE: 7,
    Image.Transpose.ROTATE_270: 8,
}


@pytest.mark.parametrize("kind", FORMATS)
def test_metadata_is_removed(kind: str) -> None:
    exif = Image.Exif()
    exif[DESCRIPTION] = "where the source lives"
    exif.get_ifd(GPS)[1] = "N"
    extra = {"comment": b"where the source lives"} if kind == "JPEG" else {}
    xmp = {} if kind == "PNG" else {"xmp": b"<x>where the source lives</x>"}
    data = encoded(halves(), kind, exif=exif, **extra, **xmp)
    assert b"source lives" in data
    clean = clean_picture(data)
    assert b"source lives" not in clean.data
    assert not opened(clean.data).getexif()


def test_text_chunks_of_a_png_are_removed() -> None:
    text = chunk(b"tEXt", b"Comment\0" + SCRIPT)
    data = encoded(halves().convert("RGBA").resize((4, 4)), "PNG")
    data = data[:33] + text + data[33:]
    assert SCRIPT not in clean_picture(data).data


def test_position_and_time_are_removed_from_photographs() -> None:
    pictures = sorted(SEED.glob("*.jpg"))
    if not pictures:
        pytest.skip(f"no seed pictures in {SEED}")
    assert opened(pictures[0].read_bytes()).getexif().get_ifd(GPS)
    for path in pictures:
        clean = clean_picture(path.read_bytes())
        assert b"Exif" not in clean.data
        assert max(clean.width, clean.height) <= 2560


def rgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_colour_profile_is_kept(kind: str) -> None:
    profile = rgb_profile()
    clean = clean_picture(encoded(halves(), kind, icc_profile=profile))
    assert opened(clean.data).info["icc_profile"] == profile


def test_an_invalid_profile_is_dropped() -> None:
    clean = clean_picture(encoded(halves(), icc_profile=SCRIPT * 5))
    assert SCRIPT not in clean.data


def test_a_profile_for_other_channels_is_dropped() -> None:
    grey = encoded(halves().convert("L"), icc_profile=rgb_profile())
    assert "icc_profile" not in opened(clean_picture(grey).data).info


def test_renditions_are_converted_and_have_no_profile() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = encoded(halves(), icc_profile=lab)
    for made in some(draw_renditions(source, (0.5, 0.5))):
        assert "icc_profile" not in opened(made.data).info
        assert is_near(opened(made.data).getpixel((2, 2)), RED)


def test_large_pictures_are_scaled_down() -> None:
    clean = clean_picture(encoded(Image.new("RGB", (4000, 1000), GREEN)))
    assert (clean.width, clean.height) == (2560, 640)


def test_a_line_of_pixels_keeps_its_side() -> None:
    clean = clean_picture(encoded(Image.new("RGB", (1, 9000), GREEN), "PNG"))
    assert (clean.width, clean.height) == (1, 2560)
    assert draw_renditions(clean.data, (1.0, 1.0))


@pytest.mark.parametrize(
    ("colour", "tone"),
    [((255, 255, 255), "333"), ((0, 0, 0), "000"), ((250, 170, 90), "321")],
)
def test_tone_is_the_average_colour(colour: tuple[int, int, int], tone: str) -> None:
    assert clean_picture(encoded(Image.new("RGB", (30, 20), colour))).tone == tone


def test_renditions_come_in_every_width_and_type() -> None:
    data = encoded(Image.new("RGB", (2000, 1500), GREEN))
    made = draw_renditions(data, (0.5, 0.5))
    widths = {"whole": (320, 480, 720, 960, 1280, 1920), "card": (320, 480, 720, 960)}
    for kind, widest in (("AVIF", 1280), ("WEBP", 1920), ("JPEG", 1920)):
        for crop, expected in widths.items():
            wanted = (crop, f"image/{kind.lower()}")
            those = [m for m in made if (m.crop, m.media_type) == wanted]
            small = [150] if (crop, kind) == ("card", "JPEG") else []
            drawn = sorted(m.width for m in those)
            assert drawn == small + [w for w in expected if w <= widest]
            assert {opened(m.data).format for m in those} == {kind}
    assert len(made) == 30
    assert all(opened(m.data).size == (m.width, m.height) for m in made)
    assert {m.height for m in made if m.crop == "card"} == {100, 213, 320, 480, 640}


def test_picture_between_two_widths_gets_a_rendition_of_its_own_width() -> None:
    made = draw_renditions(encoded(Image.new("RGB", (639, 400), GREEN)), (0.5, 0.5))
    whole = {m.width for m in made if m.crop == "whole"}
    assert whole == {320, 480, 639}
    assert {m.width for m in made if m.crop == "card"} == {150, 320, 480, 600}


@pytest.mark.parametrize("size", [(2560, 20), (20, 2560), (1, 1), (2560, 1)])
def test_extreme_shapes_are_drawn(size: tuple[int, int]) -> None:
    made = draw_renditions(encoded(Image.new("RGB", size, GREEN), "PNG"), (0.5, 0.5))
    assert {m.crop for m in made} == {"whole", "card"}


@settings(max_examples=25, deadline=None)
@given(st.tuples(st.integers(1, 900), st.integers(1, 900)))
def test_no_rendition_is_larger_than_the_original(size: tuple[int, int]) -> None:
    data = encoded(Image.new("RGB", size, GREEN), "PNG", compress_level=1)
    rows = [row for row, _ in renditions.draw_renditions(data, 0.5, 0.5)]
    assert {row["crop"] for row in rows} == {"whole", "card"}
    assert all(row["width"] <= size[0] for row in rows)
    assert all(row["height"] <= size[1] for row in rows)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(700, 340), (340, 700), (480, 320), (330, 225)]),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_every_card_shows_the_focal_point(
    size: tuple[int, int], focal: tuple[float, float]
) -> None:
    image = Image.new("RGB", size, "black")
    x, y = (round(part * (side - 1)) for part, side in zip(focal, size, strict=True))
    image.paste("white", (x - 12, y - 12, x + 13, y + 13))
    for row, data in some(renditions.draw_renditions(encoded(image), *focal)):
        assert max(opened(data).convert("L").tobytes()) > 200, row


def test_transparency_is_kept_but_white_in_jpeg() -> None:
    made = draw_renditions(encoded(Image.new("RGBA", (400, 300)), "PNG"), (0.5, 0.5))
    for rendition in some(made):
        pixel = opened(rendition.data).getpixel((9, 9))
        if rendition.media_type == "image/jpeg":
            assert pixel == (255, 255, 255)
        else:
            assert isinstance(pixel, tuple)
            assert pixel[3] == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear editor, the picture is attached.",
        encoded(halves(), "TIFF"),
        encoded(halves(), "BMP"),
        encoded(halves(), "PDF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
    ids=["empty", "text", "tiff", "bmp", "pdf", "eps"],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused, match="use JPEG, PNG, WebP, AVIF or HEIC"):
        clean_picture(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b'<svg xmlns="x"><script>alert(1)</script></svg>',
            "export the drawing as PNG",
        ),
        (b'<?xml version="1.0"?>\n<!-- a -->\n<svg>', "export the drawing as PNG"),
        (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "as a video"),
        (encoded(halves(), "GIF"), "as a video"),
    ],
)
def test_drawings_and_animations_have_their_own_messages(
    data: bytes, sentence: str
) -> None:
    with pytest.raises(PictureRefused, match=sentence):
        clean_picture(data)


def test_heic_from_phones_is_accepted() -> None:
    heif = pillow_heif.from_pillow(halves((320, 240)))
    out = BytesIO()
    heif.save(out, quality=90)
    clean = clean_picture(out.getvalue())
    assert (clean.media_type, clean.width, clean.height) == ("image/jpeg", 320, 240)
    assert is_near(opened(clean.data).getpixel((5, 5)), RED)


@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_that_lacks_only_its_end_marker_is_accepted(*, progressive: bool) -> None:
    data = encoded(patterned((200, 200)), progressive=progressive)
    assert clean_picture(data[:-2]).width == 200


def test_more_bytes_than_the_limit_are_refused() -> None:
    with pytest.raises(PictureRefused, match="larger than 30 MB"):
        clean_picture(b"\0" * (imaging.MAX_BYTES + 1))


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_files_are_refused(kind: str) -> None:
    data = encoded(patterned((200, 200)), kind)
    for part in (0.3, 0.9):
        with pytest.raises(PictureRefused):
            clean_picture(data[: int(len(data) * part)])


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_animated_pictures_are_refused(kind: str) -> None:
    frames = [halves(), ImageOps.mirror(halves())]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    with pytest.raises(PictureRefused, match="one frame"):
        clean_picture(data)


def test_a_phone_picture_with_an_appended_preview_is_accepted() -> None:
    data = encoded(halves(), "MPO", save_all=True, append_images=[patterned()])
    clean = clean_picture(data)
    assert is_near(opened(clean.data).getpixel((2, 2)), RED)


def test_appended_data_is_removed() -> None:
    for tail in (SCRIPT, b"PK\x03\x04" + SCRIPT):
        for kind in FORMATS:
            clean = clean_picture(encoded(halves(), kind) + tail)
            assert tail not in clean.data


def test_data_hidden_in_a_segment_is_removed() -> None:
    data = encoded(halves())
    segment = b"\xff\xfe" + struct.pack(">H", len(SCRIPT) + 2) + SCRIPT
    assert SCRIPT not in clean_picture(data[:2] + segment + data[2:]).data


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.sampled_from(["red", "white", "black", "#81828380", None]),
    st.booleans(),
)
def test_cleaning_a_clean_picture_changes_nothing(
    size: tuple[int, int], colour: str | None, has_profile: bool
) -> None:
    mode = "RGBA" if colour and len(colour) > 7 else "RGB"
    image = Image.new(mode, size, colour) if colour else patterned(size)
    profile = {"icc_profile": rgb_profile()} if has_profile else {}
    row, once = cleaning.clean(encoded(image, "PNG", **profile))
    assert cleaning.clean(once) == (row, once)


def test_a_photograph_cleaned_by_another_instance_is_not_blurred_again() -> None:
    once = clean_picture(encoded(patterned((640, 480)), quality=95))
    assert clean_picture(once.data) == once


def test_a_clean_png_compressed_by_another_zlib_is_kept() -> None:
    image = halves().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    packed = encoded(image, "PNG", compress_level=9)
    assert clean_picture(packed).data == packed


ZIP = b"PK\x05\x06" + b"\0" * 18


def clean_jpeg() -> bytes:
    return clean_picture(encoded(patterned(), icc_profile=rgb_profile())).data


def clean_png() -> bytes:
    image = halves().convert("RGBA")
    image.putalpha(100)
    return clean_picture(encoded(image, "PNG")).data


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


@pytest.mark.parametrize(
    "hidden",
    [
        lambda jpeg: jpeg + SCRIPT,
        lambda jpeg: jpeg[:-2] + SCRIPT + jpeg[-2:],
        lambda jpeg: jpeg[:-2] + ZIP + jpeg[-2:],
        lambda jpeg: jpeg[:-2] + b"\xff\xd0" + SCRIPT + jpeg[-2:],
        lambda jpeg: jpeg[:2] + segment(0xFE, SCRIPT) + jpeg[2:],
        lambda jpeg: jpeg[:2] + segment(0xE1, b"Exif\0\0" + SCRIPT) + jpeg[2:],
        lambda jpeg: jpeg[:20] + segment(0xDB, b"\3" + SCRIPT * 2 + b"##") + jpeg[20:],
        lambda jpeg: jpeg[:20] + b"\xff" * 40 + SCRIPT + jpeg[20:],
    ],
    ids=["tail", "end", "zip", "restart", "comment", "exif", "table", "filler"],
)
def test_hidden_data_in_an_almost_clean_jpeg_is_removed(
    hidden: Callable[[bytes], bytes],
) -> None:
    polyglot = hidden(clean_jpeg())
    with suppress(PictureRefused):
        cleaned = clean_picture(polyglot).data
        assert SCRIPT not in cleaned
        assert ZIP not in cleaned


@pytest.mark.parametrize(
    "hidden",
    [
        lambda png: png + SCRIPT,
        lambda png: png[:-12] + chunk(b"IDAT", SCRIPT) + png[-12:],
        lambda png: png[:-12] + chunk(b"IDAT", b"") + png[-12:] + SCRIPT,
        lambda png: png[:33] + chunk(b"tEXt", b"Comment\0" + SCRIPT) + png[33:],
        lambda png: png[:33] + chunk(b"sCRp", SCRIPT) + png[33:],
        lambda png: png[:-12] + chunk(b"eXIf", SCRIPT) + png[-12:],
    ],
    ids=["tail", "data", "empty", "text", "private", "exif"],
)
def test_hidden_data_in_an_almost_clean_png_is_removed(
    hidden: Callable[[bytes], bytes],
) -> None:
    with suppress(PictureRefused):
        assert SCRIPT not in clean_picture(hidden(clean_png())).data


def test_a_gigapixel_is_refused_without_decoding_it() -> None:
    bomb = png_bomb(32_768)
    with pytest.raises(PictureRefused, match="more than 50 megapixels"):
        clean_picture(bomb)
    _, megabytes, seconds = measured(bomb, "-I", str(imaging.CHILD), "clean")
    assert megabytes < 60
    assert seconds < 2


@pytest.mark.parametrize(
    ("kind", "size"),
    [("JPEG", (8660, 5770)), ("PNG", (5400, 3700)), ("WEBP", (4160, 3120))],
)
def test_the_largest_allowed_pictures_stay_within_memory(
    kind: str, size: tuple[int, int]
) -> None:
    mode = "RGBA" if kind == "PNG" else "RGB"
    quick = {"PNG": {"compress_level": 1}, "WEBP": {"method": 0, "quality": 1}}
    data = encoded(Image.new(mode, size, "#12345678"), kind, **quick.get(kind, {}))
    out, megabytes, seconds = measured(data, "-I", str(imaging.CHILD), "clean")
    assert "pictures" in json.loads(out.partition(b"\n")[0])
    assert megabytes < 300
    assert seconds < 5


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_formats_that_need_more_memory_have_a_lower_limit(kind: str) -> None:
    quick = {"WEBP": {"method": 0, "quality": 1}, "AVIF": {"speed": 10}}
    data = encoded(Image.new("RGB", (4000, 3300)), kind, **quick[kind])
    with pytest.raises(PictureRefused, match="4000 × 3300 pixels; the limit for"):
        clean_picture(data)


def run_as_child(
    monkeypatch: pytest.MonkeyPatch, folder: Path, program: str
) -> Callable[[], object]:
    path = folder / "child.py"
    path.write_text(program)
    monkeypatch.setattr(imaging, "CHILD", path)
    return lambda: clean_picture(b"picture")


def test_a_child_that_crashes_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    call = run_as_child(monkeypatch, tmp_path, "import os; os.abort()")
    with pytest.raises(PictureRefused, match="cannot be read"):
        call()


def test_a_child_that_sleeps_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(imaging.WALL_SECONDS, "clean", 0.3)
    call = run_as_child(monkeypatch, tmp_path, "import time; time.sleep(30)")
    with pytest.raises(PictureRefused, match="too long"):
        call()


def test_a_child_in_an_endless_loop_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = f"import sys; sys.path.append({str(ROOT)!r})\n"
    program += "from jobs.images.child.process import limit\nlimit(1)\nwhile True: pass"
    call = run_as_child(monkeypatch, tmp_path, program)
    with pytest.raises(PictureRefused, match="too long"):
        call()


@pytest.mark.parametrize(
    "picture",
    [
        {"media_type": "text/html", "width": 1, "height": 1, "tone": "000"},
        {"media_type": "image/png", "width": "1", "height": 1, "tone": "000"},
        {"media_type": "image/png", "width": 1, "height": 1, "tone": '"><'},
        {"media_type": "image/png", "width": 1, "height": 1, "tone": "000", "a": 1},
        {"media_type": "image/png", "width": 99999, "height": 1, "tone": "000"},
    ],
)
def test_output_of_a_compromised_child_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, picture: dict[str, object]
) -> None:
    head = json.dumps({"pictures": [picture | {"size": 2}]})
    call = run_as_child(monkeypatch, tmp_path, f"print({head!r}); print('a', end='b')")
    with pytest.raises(PictureRefused, match="cannot be read"):
        call()


def test_the_child_sees_no_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "tell nobody")
    program = "import json, os; print(json.dumps({'refused': repr(os.environ)}))"
    call = run_as_child(monkeypatch, tmp_path, program)
    with pytest.raises(PictureRefused) as refused:
        call()
    assert "tell nobody" not in str(refused.value)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([encoded(halves(), k) for k in FORMATS])
)
def test_any_bytes_are_cleaned_or_refused(tail: bytes, picture: bytes) -> None:
    for data in (tail, picture[:12] + tail, tail + picture):
        with suppress(process.Refusal):
            assert cleaning.clean(data)


def test_mutants_are_cleaned_or_refused_in_time_and_memory() -> None:
    out, megabytes, _ = measured(b"", "-m", "tests.jobs.images.test_imaging")
    result = json.loads(out)
    assert result["tried"] == 4 * 300
    assert 0 < result["refused"] < result["tried"]
    assert result["slowest"] < 5
    assert megabytes < 300


def mutants(data: bytes, count: int, chance: random.Random) -> Iterator[bytes]:
    for _ in range(count):
        mutant = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(mutant))
            length = chance.choice((1, 1, 2, 4, 30))
            change = chance.choice(("set", "set", "set", "drop", "double", "cut"))
            if change == "set":
                mutant[at : at + length] = chance.randbytes(length)
            elif change == "drop":
                del mutant[at : at + length]
            elif change == "double":
                mutant[at:at] = mutant[at : at + length]
            elif len(mutant) > at > 20:
                del mutant[at:]
        yield with_right_sums(mutant) if chance.random() < 0.7 else bytes(mutant)


def with_right_sums(data: bytearray) -> bytes:
    """Corrects the checksums of a PNG; otherwise all mutants would be rejected."""
    at = 8
    while data[:4] == b"\x89PNG" and at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4])
        data[end : end + 4] = crc(data[at + 4 : end])
        at = end + 4
    return bytes(data)


def survive_mutants() -> dict[str, float]:
    """Runs in its own process, under the child's limits."""
    process.limit(60)
    chance = random.Random(16)
    result = {"tried": 0, "refused": 0, "slowest": 0.0}
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    for kind in FORMATS:
        whole = encoded(patterned(), kind, exif=exif, icc_profile=rgb_profile())
        for mutant in mutants(whole, 300, chance):
            start = time.perf_counter()
            try:
                cleaning.clean(mutant)
            except process.Refusal:
                result["refused"] += 1
            result["tried"] += 1
            seconds = time.perf_counter() - start
            result["slowest"] = max(result["slowest"], seconds)
    return result


if __name__ == "__main__":
    print(json.dumps(survive_mutants()))
