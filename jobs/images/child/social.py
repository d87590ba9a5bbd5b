"""Draws a social picture: headline, kicker and name, beside the story's picture."""

import json
from functools import cache
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFont, ImageOps
from PIL.Image import Resampling

from jobs.images.child.colours import colours
from jobs.images.child.decoding import read
from jobs.images.child.encoding import encoded, on_white, size_of
from jobs.images.child.process import Made, Refusal

NO_GLYPHS = "glyphs"  # the refusal if the fonts lack a character
# In pixels, except for TRACKING and LEADING, which are relative to the font size.
SIZE = (1200, 630)
PICTURE, STRIPE, MARGIN = 624, 10, 48
BAND = 30  # the lines of longitude at the bottom
KICKER, NAME = 24, 31
TRACKING, LEADING = 0.08, 1.1
BESIDE = (66, 62, 58, 54, 50, 46, 42, 38, 34)  # headline sizes beside a picture
ALONE = (132, 120, 108, 96, 88, 80, 72, 64, 56, 48)  # without one
STEP = 8  # for narrowing lines until they are about equally long
PROBE = 24  # the font size for measuring what a font contains

Task = dict[str, Any]
Colour = tuple[int, ...]


class Face(NamedTuple):
    """A typeface. Each character comes from the first of `paths` that contains it."""

    paths: tuple[str, ...]
    size: int
    tracking: float = 0.0

    def has(self, text: str) -> bool:
        return all(self._file(character) for character in text)

    def length(self, text: str) -> float:
        return sum(
            _font(path, self.size).getlength(part) + self.space(part)
            for path, part in self._runs(text)
        )

    def space(self, text: str) -> float:
        return self.tracking * self.size * len(text)

    def draw(self, on: Any, x: float, y: float, text: str, ink: Colour) -> None:
        """Draws from `x`, with the baseline at `y`."""
        for path, part in self._runs(text):
            font = _font(path, self.size)
            for piece in part if self.tracking else (part,):
                on.text((x, y), piece, ink, font, anchor="ls")
                x += font.getlength(piece) + self.space(piece)

    def cut(self, text: str, width: float) -> str:
        """Shortens the text with an ellipsis until it fits."""
        if self.length(text) <= width:
            return text
        while text and self.length(f"{text}…") > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def _runs(self, text: str) -> list[tuple[str, str]]:
        runs: list[tuple[str, str]] = []
        for character in text:
            path = self._file(character) or self.paths[0]
            if runs and runs[-1][0] == path:
                runs[-1] = (path, runs[-1][1] + character)
            else:
                runs.append((path, character))
        return runs

    def _file(self, character: str) -> str | None:
        return next((path for path in self.paths if _has(path, character)), None)


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _probe_font(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, PROBE, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has(path: str, character: str) -> bool:
    """Pillow cannot tell, so this compares with its placeholder for missing glyphs."""
    return character == " " or _mask(path, character) != _mask(path, "\ufffe")


@cache
def _mask(path: str, character: str) -> tuple[Any, bytes]:
    mask = _probe_font(path).getmask(character)
    return mask.size, bytes(mask)


def draw_social(data: bytes) -> Made:
    """`data` is one line of JSON, then the picture's bytes, if any. Raises Refusal."""
    head, _, photograph = data.partition(b"\n")
    task: Task = json.loads(head)
    picture = _cropped(photograph, task["focus"]) if photograph else None
    if not all(face.has(text) for face, text in _texts(task)):
        raise Refusal(NO_GLYPHS)
    made = _canvas(task, picture)
    row = {"crop": "social", "media_type": "image/jpeg", **size_of(made)}
    return row, encoded(made, "JPEG", quality=85, progressive=True)


def _canvas(task: Task, picture: Image.Image | None) -> Image.Image:
    canvas = Image.new("RGB", SIZE, tuple(task["paper"]))
    on = ImageDraw.Draw(canvas)
    left = 0
    if picture:
        canvas.paste(picture)
        left = PICTURE
    on.rectangle((left, 0, left + STRIPE - 1, SIZE[1]), tuple(task["line"]))
    _draw_lines(on, task, left + STRIPE)
    _draw_words(on, task, left + STRIPE + MARGIN, alone=picture is None)
    return canvas


def _cropped(data: bytes, focus: list[float]) -> Image.Image:
    image, _ = colours(*read(data), keep_profile=False)
    x, y = (min(max(part, 0.0), 1.0) for part in focus)
    size = (PICTURE, SIZE[1])
    whole = on_white(image)
    return ImageOps.fit(whole, size, Resampling.LANCZOS, centering=(x, y))


def _texts(task: Task) -> list[tuple[Face, str]]:
    serif, sans = (Face(tuple(task[name]), PROBE) for name in ("serif", "sans"))
    return [
        (serif, f"{task['headline']} {task['name']}…"),
        (sans, f"{task['kicker']}…"),
    ]


def _draw_lines(on: Any, task: Task, left: int) -> None:
    top, bottom = SIZE[1] - BAND, SIZE[1]
    width = SIZE[0] - left - 3
    for across, is_lit in task["lines"]:
        x = left + round(across * width)
        ink = task["line"] if is_lit else task["rule"]
        on.rectangle((x, top, x + 1 + is_lit, bottom), tuple(ink))


def _draw_words(on: Any, task: Task, left: int, *, alone: bool) -> None:
    serif, right = tuple(task["serif"]), SIZE[0] - MARGIN
    width, top = right - left, MARGIN
    if task["kicker"]:
        label = Face(tuple(task["sans"]), KICKER, TRACKING)
        top += KICKER
        kicker = label.cut(task["kicker"], width)
        label.draw(on, left, top - 4, kicker, tuple(task["hue"]))
        top += 18
    foot = SIZE[1] - BAND - 30
    if task["name"]:
        name = Face(serif, NAME)
        name.draw(on, left, foot, name.cut(task["name"], width), tuple(task["ink"]))
        foot -= NAME + 16
        on.rectangle((left, foot, right, foot + 1), tuple(task["ink"]))
    sizes = ALONE if alone else BESIDE
    face, lines = fitted(task["headline"], serif, sizes, (width, foot - top - 22))
    for number, line in enumerate(lines):
        y = top + face.size * (0.86 + LEADING * number)
        face.draw(on, left, y, line, tuple(task["ink"]))


def fitted(
    text: str, paths: tuple[str, ...], sizes: tuple[int, ...], room: tuple[int, int]
) -> tuple[Face, list[str]]:
    """The text in the largest size that fits.

    At the smallest size, long words are broken and the end is cut.
    """
    width, height = room
    for size in sizes:
        face = Face(paths, size)
        lines = wrapped(text, face, width)
        most = int(height / (size * LEADING))
        if len(lines) <= most and all(face.length(line) <= width for line in lines):
            return face, balanced(text, face, width, lines)
    lines = [
        piece for line in lines for piece in (_broken(line, face, width) or [line])
    ]
    if len(lines) > most:
        lines = [
            *lines[: most - 1],
            face.cut(f"{lines[most - 1]} {lines[most]}", width),
        ]
    return face, lines


def wrapped(text: str, face: Face, width: float) -> list[str]:
    """Breaks the text into lines; a word that is too long gets a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.length(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, face: Face, width: int, lines: list[str]) -> list[str]:
    """The same number of lines, but of similar length, without a single last word."""
    for narrower in range(width - STEP, width // 2, -STEP):
        tried = wrapped(text, face, narrower)
        fits = all(face.length(line) <= narrower for line in tried)
        if len(tried) > len(lines) or not fits:
            break
        lines = tried
    return lines


def _broken(line: str, face: Face, width: float) -> list[str]:
    pieces = [""]
    for character in line:
        if pieces[-1] and face.length(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
