"""The parts of a portrait: the disc, the bust, the face, hair and clothes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from demo.draw.geometry import Path, Point, circle, closed, loop, mirror, smooth, trace
from demo.draw.globe import Globe
from demo.draw.grain import Mask, both
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.motifs import (
    hatch,
)
from demo.draw.palette import (
    INK,
    PAPER,
    RUST,
)

MIDDLE = 450.0


@dataclass(frozen=True)
class Sitter:
    """The colours of a portrait."""

    disc: str
    skin: str
    shade: str
    hair: str
    coat: str
    lips: str = RUST


def whole(half: Path) -> list[tuple[float, float]]:
    """Join the left half of an outline, top to bottom, to its reflection."""
    return [*half, *reversed(mirror(half, MIDDLE))]


FACE = whole(smooth(trace("450,222 372,242 334,320 340,420 374,510 418,556 450,564")))


NECK = whole(trace("392,480 388,610 340,660 450,760"))


SHOULDERS = whole(smooth(trace("400,632 300,672 180,716 112,800 90,910")))


def background(sheet: Sheet, colour: str) -> None:
    """Print the disc of longitude lines behind a sitter."""
    globe = Globe((MIDDLE, 440), 400, 14, 0)
    disc = sheet.mask([globe.disc()])
    sheet.fill([globe.disc()], colour)
    sheet.stroke(globe.graticule(15), PAPER, 2, disc, 0.5)
    sheet.stroke([globe.disc()], INK, 4)


def portrait(
    sheet: Sheet, sitter: Sitter, clothes: Callable[[Sheet, Mask], None]
) -> None:
    """Print the parts every bust has, from the shoulders to the face."""
    sheet.fill([SHOULDERS], sitter.coat)
    torso = sheet.mask([SHOULDERS])
    sheet.stroke([SHOULDERS], INK, 4)
    clothes(sheet, torso)
    sheet.fill([NECK], sitter.shade)
    ears = [circle((x, 412), 30, 1.35) for x in (334, 566)]
    sheet.fill(ears, sitter.shade)
    sheet.stroke(ears, INK, 3)
    face(sheet, sitter)


def face(sheet: Sheet, sitter: Sitter) -> None:
    """Print a calm face with one side in shade."""
    sheet.fill([FACE], sitter.skin)
    nose = [(462, 350), (482, 440), (452, 452)]
    away = trace("456,200 620,200 620,600 462,600 466,520 452,452 484,440 458,350")
    side = both(sheet.mask([FACE]), sheet.mask([away]))
    sheet.wash(side, sitter.shade)
    sheet.stroke(hatch(62, 8), INK, 1, side, 0.25)
    sheet.stroke([FACE], INK, 4)
    sheet.stroke([nose], INK, 4)
    for x in (396, 508):
        sheet.fill(
            [ribbon(smooth([(x - 27, 374), (x, 366), (x + 27, 374)]), 7, 7)], INK
        )
        sheet.fill([circle((x, 386), 8)], INK)
        brow = smooth([(x - 34, 352), (x, 338), (x + 34, 352)])
        sheet.fill([ribbon(brow, 9, 9)], sitter.hair)
    mouth(sheet, 500, sitter.lips)


def hair(sheet: Sheet, shape: Path, colour: str, strand: str) -> None:
    """Print hair with combed lines in it."""
    sheet.fill([shape], colour)
    sheet.stroke(hatch(74, 13), strand, 2.5, sheet.mask([shape]), 0.45)
    sheet.stroke([closed(shape)], INK, 4)


def tress(text: str) -> list[Point]:
    """Read the flowing outline of some hair."""
    return loop(trace(text))


def hair_both_sides(sheet: Sheet, shape: Path, colour: str, strand: str) -> None:
    """Print the same hair at the left and at the right."""
    hair(sheet, shape, colour, strand)
    hair(sheet, mirror(shape, MIDDLE), colour, strand)


def mouth(sheet: Sheet, level: float, colour: str) -> None:
    """Print a calm mouth."""
    line = smooth([(416, level), (452, level + 5), (488, level - 2)])
    sheet.fill([ribbon(line, 9, 9)], colour)


def forehead_lines(sheet: Sheet) -> None:
    """Print the lines of an old forehead."""
    long, short = (
        [(400, 282), (450, 274), (506, 284)],
        [(412, 304), (450, 298), (494, 306)],
    )
    sheet.stroke([smooth(long), smooth(short)], INK, 2.5, None, 0.6)
