"""Things that many pictures share: skies, hills, water, trees, stars and hatching."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from random import Random

from demo.draw.geometry import (
    Path,
    Point,
    arc,
    box,
    circle,
    down_to,
    polar,
    ridge,
    shift,
    smooth,
    turn,
    waver,
)
from demo.draw.grain import Mask
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.palette import INK

WIDE = 1920
TALL = 1280


def rules(top: float, bottom: float, gap: float, growth: float = 1) -> list[Path]:
    """Return level lines from bottom up to top, each gap larger than the last."""
    lines: list[Path] = []
    level = bottom
    while level > top:
        lines.append([(0, level), (WIDE, level)])
        level -= gap
        gap *= growth
    return lines


def hatch(degrees: float, gap: float) -> list[Path]:
    """Return parallel lines across the whole sheet at an angle to the horizon."""
    centre = (WIDE / 2, TALL / 2)
    reach = math.hypot(*centre)
    offsets = range(int(-reach / gap), int(reach / gap) + 1)
    return [
        turn([(centre[0] - reach, y), (centre[0] + reach, y)], centre, degrees)
        for y in (centre[1] + offset * gap for offset in offsets)
    ]


def ripples(
    left: float, top: float, right: float, bottom: float, gap: float, seed: int
) -> list[Path]:
    """Return short level strokes like light on still water."""
    random = Random(seed)
    strokes: list[Path] = []
    level = top
    while level < bottom:
        depth = (level - top) / (bottom - top)
        for _ in range(int((right - left) / 260)):
            start = random.uniform(left, right)
            length = random.uniform(40, 150) * (0.4 + depth)
            strokes.append([(start, level), (min(right, start + length), level)])
        level += gap * (0.35 + depth)
    return strokes


def swell(top: float, bottom: float, gap: float, seed: int) -> list[Path]:
    """Return rows of rolling waves that open out towards the viewer."""
    wave = waver(seed, 7)
    lines: list[Path] = []
    level = top
    while level < bottom:
        near = 0.15 + (level - top) / (bottom - top)
        lines.append(
            [
                (x, level + gap * near * 0.5 * wave(x / WIDE * 2.4 / near + level / 90))
                for x in range(-10, WIDE + 20, 10)
            ]
        )
        level += gap * near
    return lines


def hills(
    sheet: Sheet, colours: Sequence[str], first: float, last: float, seed: int
) -> None:
    """Print receding ridges, the farthest first."""
    for i, colour in enumerate(colours):
        share = i / max(1, len(colours) - 1)
        line = ridge(first + (last - first) * share, 24 + 26 * share, seed + i)
        sheet.fill([down_to(line, TALL)], colour)
        sheet.stroke([line], INK, 1.5, strength=0.5)


def strata(
    sheet: Sheet,
    skyline: Path,
    colour: str,
    depths: Iterable[float],
    width: float = 1.5,
) -> None:
    """Print ground under a skyline, with the skyline repeated inside it."""
    sheet.fill([down_to(skyline, TALL)], colour)
    lower = [shift(skyline, 0, depth) for depth in depths]
    sheet.stroke(lower, INK, width, None, 0.32)


def conifer(foot: Point, height: float) -> list[Point]:
    """Trace a spruce in four tiers."""
    tiers: list[Point] = []
    for step in range(4):
        y = foot[1] - height * (0.12 + step * 0.21)
        reach = height * (0.24 - step * 0.05)
        tiers += [(foot[0] + reach, y), (foot[0] + reach * 0.45, y - height * 0.17)]
    left = [(2 * foot[0] - x, y) for x, y in reversed(tiers)]
    trunk = height * 0.03
    base = [(foot[0] + side * trunk, foot[1]) for side in (-1, 1)]
    return [*base, *tiers, (foot[0], foot[1] - height), *left]


def broadleaf(foot: Point, height: float) -> list[Point]:
    """Trace a round tree on its trunk."""
    trunk, middle = height * 0.035, foot[1] - height * 0.62
    crown = arc((foot[0], middle), height * 0.33, 173, -173, 1.15)
    base = [(foot[0] - trunk, foot[1]), (foot[0] + trunk, foot[1])]
    return [*base, *crown]


def palm(foot: Point, height: float) -> list[list[Point]]:
    """Trace a palm: a trunk and nine fronds."""
    top = (foot[0] + height * 0.1, foot[1] - height)
    trunk = smooth([foot, (foot[0] + height * 0.01, foot[1] - height * 0.5), top])
    shapes = [ribbon(trunk, height * 0.07, height * 0.035)]
    for bearing in range(-112, 113, 28):
        tip = polar(top, height * 0.46, bearing)
        knee = polar(top, height * 0.3, bearing * 0.72)
        frond = smooth([top, knee, (tip[0], tip[1] + height * 0.16)])
        shapes.append(ribbon(frond, height * 0.085, 2))
    return shapes


def stars(count: int, bottom: float, seed: int) -> list[list[Point]]:
    """Return small discs scattered over the upper part of a sheet."""
    random = Random(seed)
    return [
        circle(
            (random.uniform(0, WIDE), random.uniform(0, bottom)),
            random.choice((1.2, 1.6, 2.2, 3.2)),
        )
        for _ in range(count)
    ]


def rounds(centre: Point, radii: Iterable[float], squash: float = 1) -> list[Path]:
    """Return circles about one centre."""
    return [circle(centre, radius, squash) for radius in radii]


def ruler_marks(
    start: Point, end: Point, gap: float, length: float, every: int = 5
) -> list[Path]:
    """Return the graduation beside a line, with longer marks at regular places."""
    span = math.dist(start, end)
    along = ((end[0] - start[0]) / span, (end[1] - start[1]) / span)
    marks: list[Path] = []
    for step in range(int(span / gap) + 1):
        x, y = start[0] + along[0] * step * gap, start[1] + along[1] * step * gap
        reach = length if step % every == 0 else length * 0.55
        marks.append([(x, y), (x - along[1] * reach, y + along[0] * reach)])
    return marks


def above(level: float, sheet: Sheet) -> Mask:
    """Return a clip for everything above a level."""
    return sheet.mask([box(0, 0, sheet.size[0], level)])


def below(level: float, sheet: Sheet) -> Mask:
    """Return a clip for everything below a level."""
    return sheet.mask([box(0, level, *sheet.size)])
