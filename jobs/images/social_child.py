"""The child process that draws a social picture for jobs/images/social_drawing.py.

Run by its path, as the other one, whose limits and decoders it uses. On stdin: a line
of JSON, then the bytes of the story's picture, if it has one.
"""

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFont, ImageOps
from PIL.Image import Resampling

SIBLING = Path(__file__).with_name("imaging_child.py")
NO_LETTERS = "letters"  # the house's faces lack some
CPU_SECONDS = 15
# All that follows is in pixels, but for what is a share.
SIZE = (1200, 630)
PICTURE, STRIPE, MARGIN = 624, 10, 48
BAND = 30  # the lines of longitude at the foot
KICKER, NAME = 24, 31
TRACKING, LEADING = 0.08, 1.1
BESIDE = (66, 62, 58, 54, 50, 46, 42, 38, 34)  # sizes of a headline beside a picture
ALONE = (132, 120, 108, 96, 88, 80, 72, 64, 56, 48)
STEP = 8  # by which lines are made narrower until they are about as long
PLAIN = 24

Task = dict[str, Any]
Colour = tuple[int, ...]


class Face(NamedTuple):
    """A typeface: of `paths` the first that has a letter draws it."""

    paths: tuple[str, ...]
    size: int
    tracking: float = 0.0

    def has(self, text: str) -> bool:
        return all(self._file(letter) for letter in text)

    def length(self, text: str) -> float:
        return sum(
            _font(path, self.size).getlength(part) + self.space(part)
            for path, part in self._runs(text)
        )

    def space(self, text: str) -> float:
        return self.tracking * self.size * len(text)

    def draw(self, on: Any, x: float, y: float, text: str, ink: Colour) -> None:
        """From `x`, standing on `y`."""
        for path, part in self._runs(text):
            font = _font(path, self.size)
            for piece in part if self.tracking else (part,):
                on.text((x, y), piece, ink, font, anchor="ls")
                x += font.getlength(piece) + self.space(piece)

    def cut(self, text: str, width: float) -> str:
        """With an ellipsis where it does not fit."""
        if self.length(text) <= width:
            return text
        while text and self.length(f"{text}…") > width:
            text = text[:-1].rstrip()
        return f"{text}…"

    def _runs(self, text: str) -> list[tuple[str, str]]:
        runs: list[tuple[str, str]] = []
        for letter in text:
            path = self._file(letter) or self.paths[0]
            if runs and runs[-1][0] == path:
                runs[-1] = (path, runs[-1][1] + letter)
            else:
                runs.append((path, letter))
        return runs

    def _file(self, letter: str) -> str | None:
        return next((path for path in self.paths if _has(path, letter)), None)


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _plain(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, PLAIN, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has(path: str, letter: str) -> bool:
    """Pillow does not tell, but draws what stands in for a missing letter."""
    return letter == " " or _drawn(path, letter) != _drawn(path, "\ufffe")


@cache
def _drawn(path: str, letter: str) -> tuple[Any, bytes]:
    mask = _plain(path).getmask(letter)
    return mask.size, bytes(mask)


def main() -> None:
    imaging: Any = _sibling()
    imaging.limit(CPU_SECONDS)
    task: Task = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        picture = _cropped(imaging, data, task["focus"]) if data else None
    except imaging.Refusal as refusal:
        imaging.answer([], refused=str(refusal))
        return
    if not all(face.has(text) for face, text in _texts(task)):
        imaging.answer([], refused=NO_LETTERS)
        return
    made = drawn(task, picture)
    row = {"crop": "social", "media_type": "image/jpeg", **imaging.size_of(made)}
    jpeg = imaging.encoded(made, "JPEG", quality=85, progressive=True)
    imaging.answer([(row, jpeg)])


def drawn(task: Task, picture: Image.Image | None) -> Image.Image:
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


def _sibling() -> Any:
    """By its path: its folder must not be searched, for its queue.py hides Python's."""
    spec = importlib.util.spec_from_file_location("imaging_child", SIBLING)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cropped(imaging: Any, data: bytes, focus: list[float]) -> Image.Image:
    image, _ = imaging.colours(*imaging.read(data), keep_profile=False)
    x, y = (min(max(part, 0.0), 1.0) for part in focus)
    size = (PICTURE, SIZE[1])
    whole = imaging.on_white(image)
    return ImageOps.fit(whole, size, Resampling.LANCZOS, centering=(x, y))


def _texts(task: Task) -> list[tuple[Face, str]]:
    serif, sans = (Face(tuple(task[name]), PLAIN) for name in ("serif", "sans"))
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
    """The largest size that fits. In the smallest words break, and the end is cut."""
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
    """A word that is too long stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.length(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, face: Face, width: int, lines: list[str]) -> list[str]:
    """As many lines, about as long: no word is left alone on the last."""
    for narrower in range(width - STEP, width // 2, -STEP):
        tried = wrapped(text, face, narrower)
        fits = all(face.length(line) <= narrower for line in tried)
        if len(tried) > len(lines) or not fits:
            break
        lines = tried
    return lines


def _broken(line: str, face: Face, width: float) -> list[str]:
    pieces = [""]
    for letter in line:
        if pieces[-1] and face.length(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


if __name__ == "__main__":
    main()
