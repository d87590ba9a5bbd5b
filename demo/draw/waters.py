"""Pictures of water that will not keep still: lakes and a river."""

from __future__ import annotations

import math
from random import Random
from typing import Final

from demo.draw.geometry import (
    Path,
    Point,
    blob,
    bounds,
    box,
    closed,
    loop,
    scale,
    shift,
    smooth,
    trace,
    turn,
    waver,
)
from demo.draw.ink import Sheet
from demo.draw.lines import beside, dashes, ribbon, walk
from demo.draw.motifs import (
    TALL,
    WIDE,
    hatch,
    rules,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    DEEP,
    FOAM,
    INK,
    LINEN,
    PAPER,
    RUST,
    SAGE,
    SAND,
    SEA,
    STONE,
    TEAL,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture
from demo.draw.terrain import contours, rolling

SUPERIOR: Final = trace(
    "0,40 14,24 34,10 52,0 66,6 84,20 100,36 84,44 62,40 46,48 32,42 14,44"
)
MICHIGAN: Final = trace("40,0 58,8 60,24 54,50 46,80 28,100 14,84 16,50 24,22 34,26")
HURON: Final = trace(
    "0,10 24,0 52,6 80,16 96,34 76,40 62,58 58,84 42,98 34,70 40,50 26,30"
)
ERIE: Final = trace("0,40 20,24 46,20 74,6 100,0 90,16 66,28 40,44 14,50")
ONTARIO: Final = trace("0,26 16,10 46,4 80,0 100,10 82,24 50,32 20,34")
OLD_COURSES: Final = (
    (SAND, 3, 1.95),
    (SAGE, 9, 1.6),
    (CLAY, 16, 1.85),
    (FOAM, 22, 1.4),
    (WHEAT, 28, 2.0),
    (STONE, 35, 1.75),
    (SEA, 44, 1.5),
)


@picture("the-lake-that-moves", SAND)
def moving_lake(sheet: Sheet) -> None:
    """Draw a lake inside its own old shorelines."""
    relief = contours(rolling(sheet.size, (520, 260), 71), 0.05)
    sheet.stroke(relief, RUST, 1.5, None, 0.3)
    for i, colour in enumerate((LINEN, PAPER, FOAM, SEA, TEAL, DEEP)):
        shoreline(sheet, i / 5, colour)
    waters = [lake((1120, 760), 230 * k / 7) for k in range(1, 7)]
    sheet.stroke([closed(line) for line in waters], SEA, 2)
    river = smooth(trace("1290,1300 1230,1190 1270,1080 1180,980 1170,880"))
    sheet.fill([ribbon(river, 40, 14)], DEEP)
    reed_boat(sheet, (1010, 700), 1.0, DEEP)
    reed_boat(sheet, (1150, 680), 0.8, DEEP)
    reed_boat(sheet, (520, 560), 1.7, WHEAT)
    reed_boat(sheet, (640, 810), 1.3, WHEAT)


def lake(centre: Point, radius: float) -> list[Point]:
    """Trace the lake at one of its sizes."""
    return blob(centre, radius, 0.17, 12, 0.86)


def shoreline(sheet: Sheet, share: float, colour: str) -> None:
    """Print the lake when it had lost a share of its reach, ticked like a chart."""
    shore = lake((930 + 190 * share, 590 + 170 * share), 640 - 410 * share)
    sheet.outlined([shore], colour, 3.5 if share == 1 else 2.5)
    inside = beside(shore, [11] * len(shore))
    ticks = [list(ends) for ends in zip(shore, inside, strict=True)]
    sheet.stroke(ticks, INK, 1.5, None, 0.55)


def reed_boat(sheet: Sheet, place: Point, size: float, shade: str) -> None:
    """Print a small red boat with upturned ends and its shadow."""
    top = smooth(trace("-60,-26 -30,-4 0,2 30,-4 60,-26"))
    bottom = smooth(trace("60,-26 36,18 0,24 -36,18 -60,-26"))
    hull = shift(scale([*top, *bottom], size), *place)
    sheet.fill([shift(hull, 8, 12)], shade)
    sheet.outlined([hull], VERMILION, 2.5)


@picture("the-slow-breathing-of-the-great-lakes", LINEN)
def great_lakes(sheet: Sheet) -> None:
    """Draw five lakes as tilting bodies of water stepping down to the east."""
    sheet.stroke(rules(0, TALL, 17), UMBER, 1.5, None, 0.28)
    lakes = (
        (SUPERIOR, (90, 120), 9.2, TEAL, 130),
        (MICHIGAN, (420, 640), 5.6, DEEP, 100),
        (HURON, (850, 430), 6.2, TEAL, 110),
        (ERIE, (860, 960), 6, SEA, 60),
        (ONTARIO, (1370, 760), 5, DEEP, 120),
    )
    for coast, corner, size, colour, depth in lakes:
        body = shift(scale(coast, size, size * 0.76), *corner)
        water_body(sheet, loop(body), colour, depth)


def tilted(path: Path, slope: float) -> list[Point]:
    """Lean a level shape about its middle, as wind leans a lake."""
    left, _, right, _ = bounds([path])
    return [(x, y + (x - (left + right) / 2) * slope) for x, y in path]


def water_body(sheet: Sheet, calm: list[Point], colour: str, depth: int) -> None:
    """Print a slab of leaning water, and its surface when it leans the other way."""
    for down in range(depth, 0, -5):
        dark = (down // 5) % 3 == 0
        layer = tilted(calm, -0.12 * (1 - down / depth))
        sheet.fill([shift(layer, 0, down)], INK if dark else colour)
    top = tilted(calm, -0.12)
    sheet.fill([top], FOAM)
    shape = sheet.mask([top])
    sheet.stroke(hatch(-7, 24), colour, 3, shape, 0.8)
    sheet.stroke([closed(top)], INK, 4)
    swung = tilted(calm, 0.12)
    sheet.stroke(dashes(closed(swung), 20, 12), VERMILION, 5)


@picture("holding-the-mississippi-in-place", PAPER)
def mississippi(sheet: Sheet) -> None:
    """Draw a river on top of its own abandoned meanders, and a gate beside it."""
    sheet.stroke(hatch(0, 15), SAND, 2, None, 0.8)
    for colour, seed, bend in OLD_COURSES:
        old_course(sheet, meanders(seed, bend), colour)
    river = meanders(41, 1.95)
    sheet.fill([ribbon(river, 120, 138)], CREAM)
    river_gate(sheet, river)
    sheet.fill([ribbon(river, 96, 116)], DEEP)
    threads = [ribbon(river, width, width * 1.3) for width in (16, 38, 60)]
    sheet.stroke(threads, SEA, 2, None, 0.8)


def old_course(sheet: Sheet, course: list[Point], colour: str) -> None:
    """Print a course the river has left."""
    belt = ribbon(course, 70, 84)
    sheet.fill([belt], colour)
    sheet.stroke([belt], INK, 2, None, 0.75)
    sheet.stroke([ribbon(course, 30, 30)], INK, 1, None, 0.3)


def meanders(seed: int, bend: float) -> list[Point]:
    """Trace a river whose direction swings evenly, as real meanders nearly do."""
    random, lively = Random(seed), waver(seed, 4)
    phase, middle = random.uniform(0, math.tau), random.uniform(540, 700)
    x, y = -300.0, middle
    course = [(x, y)]
    while x < WIDE + 200 and len(course) < 800:
        step = len(course) / 700
        heading = bend * (1 + 0.16 * lively(step)) * math.sin(phase + step * 30)
        x, y = x + 15 * math.cos(heading), y + 15 * math.sin(heading)
        y += (middle - y) * 0.008
        course.append((x, y))
    return course


def river_gate(sheet: Sheet, river: list[Point]) -> None:
    """Print the channel that leaves the river and the gate that rations it."""
    lowest = max((p for p in river if 700 < p[0] < 1300), key=lambda p: p[1])
    x, y = lowest
    channel = smooth([lowest, (x + 60, y + 110), (x + 30, y + 220), (x + 160, y + 420)])
    sheet.fill([ribbon(channel, 104, 92)], CREAM)
    sheet.fill([ribbon(channel, 80, 70)], DEEP)
    middle, bearing = walk(channel, 130)[1]
    bar = turn(shift(box(-24, -170, 24, 170), *middle), middle, bearing + 90)
    sheet.outlined([bar], VERMILION, 5)
    piers = [shift(box(-38, k * 31 - 6, 38, k * 31 + 6), *middle) for k in range(-5, 6)]
    sheet.fill([turn(pier, middle, bearing + 90) for pier in piers], INK)
