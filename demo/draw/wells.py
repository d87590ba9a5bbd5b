"""Pictures of scarce water: a measuring well and a qanat."""

from __future__ import annotations

import math

from demo.draw.geometry import (
    Path,
    Point,
    arc,
    between,
    box,
    circle,
    closed,
    down_to,
    mirror,
    ridge,
    shift,
    smooth,
    trace,
)
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.motifs import (
    TALL,
    WIDE,
    hatch,
    palm,
    ripples,
    rules,
    strata,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    FOREST,
    INK,
    LINEN,
    OCHRE,
    RUST,
    SAND,
    SEA,
    TEAL,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture


@picture("reading-the-nilometer", SAND)
def nilometer(sheet: Sheet) -> None:
    """Draw a graduated column in a stepped well with water at its foot."""
    stone_courses(sheet)
    for i, colour in enumerate((WHEAT, OCHRE, CLAY, RUST)):
        step_down(sheet, 40 + 105 * i, 120 + 240 * i, colour)
    well = box(480, -20, 1440, 1300)
    inner = sheet.mask([well])
    sheet.fill([well], UMBER)
    sheet.crayon(lambda _, y: (y - 100) / 1500, INK, inner)
    pointed_niche(sheet, 540, 300, 190, 420)
    pointed_niche(sheet, 1190, 300, 190, 420)
    sheet.fill([box(480, 900, 1440, 1300)], TEAL)
    sheet.stroke(ripples(480, 925, 1440, 1290, 46, 3), CREAM, 3, inner, 0.7)
    sheet.stroke([closed(well)], INK, 5)
    nile_column(sheet, 960, 900)
    sheet.outlined([box(478, -20, 1442, 110)], RUST, 5)
    sheet.fill([box(480, 895, 1440, 907)], VERMILION)


def stone_courses(sheet: Sheet) -> None:
    """Print the joints of the masonry round the well."""
    sheet.stroke(rules(0, TALL, 52), RUST, 2, None, 0.5)
    for row, y in enumerate(range(-8, TALL, 52)):
        spots = range(80 * (row % 2), WIDE, 160)
        sheet.stroke([[(x, y), (x, y + 52)] for x in spots], RUST, 2, None, 0.4)


def step_down(sheet: Sheet, left: float, top: float, colour: str) -> None:
    """Print one step of the stair on both sides of the well."""
    for tread in range(2):
        near = box(left + 55 * tread, top + 120 * tread, 480, TALL)
        for shape in (near, mirror(near, WIDE / 2)):
            sheet.outlined([shape], colour, 3)
            lines = [[(0, y), (WIDE, y)] for y in range(int(top), TALL, 14)]
            sheet.stroke(lines, INK, 1, sheet.mask([shape]), 0.14)


def pointed_niche(
    sheet: Sheet, left: float, top: float, width: float, height: float
) -> None:
    """Print a niche under a pointed arch."""
    middle, spring, bottom = left + width / 2, top + width * 0.75, top + height
    rise = smooth([(left, bottom), (left, spring), (left + width * 0.2, top + 50)])
    half = [*rise, (middle, top)]
    arch = [*half, *reversed(mirror(half, middle))]
    sheet.fill([arch], INK)
    sheet.stroke([arch], OCHRE, 7)


def nile_column(sheet: Sheet, middle: float, level: float) -> None:
    """Print the octagonal column with its marks, drowned below the level."""
    left, edge, right = middle - 78, middle - 26, middle + 78
    sheet.fill([box(left, 150, edge, 1300)], CREAM)
    sheet.fill([box(edge, 150, middle + 38, 1300)], LINEN)
    sheet.fill([box(middle + 38, 150, right, 1300)], WHEAT)
    sheet.fill([box(left, y, edge, y + 44) for y in range(240, 1300, 88)], INK)
    fingers = [[(edge, y), (middle + 10, y)] for y in range(240, 1300, 11)]
    sheet.stroke(fingers, INK, 2)
    sheet.stroke([[(edge, y), (right, y)] for y in range(240, 1300, 44)], INK, 3)
    sheet.fill([box(left, level, right, 1300)], TEAL, None, 0.72)
    capital = shift(trace("-78,200 -130,110 130,110 78,200"), middle, 0)
    sheet.outlined([capital], CREAM)
    sheet.stroke([[(x, 200), (x, 1300)] for x in (left, right)], INK, 4)


@picture("rivers-under-the-desert", LINEN)
def qanat(sheet: Sheet) -> None:
    """Draw a section of a qanat from the mother well to the oasis."""
    sheet.stroke(rules(0, 520, 9, 1.035), RUST, 1.5, None, 0.4)
    sheet.fill([circle((1420, 210), 110)], VERMILION)
    sheet.fill([down_to(ridge(330, 90, 8, 6), 700)], SAND)
    ground = smooth(trace("-20,250 160,330 420,440 900,540 1400,600 1940,630"))
    sheet.fill([down_to(ground, TALL)], WHEAT)
    for i, colour in enumerate((OCHRE, CLAY, RUST, UMBER)):
        bend = [(x, y * 0.75 + 14 * math.sin(x / 190 + i)) for x, y in ground]
        strata(sheet, shift(bend, 0, 260 + 165 * i), colour, range(12, 147, 15))
    table = trace("-20,690 260,780 640,930 1150,1300 -20,1300")
    sheet.stroke(hatch(0, 15), SEA, 4, sheet.mask([table]), 0.85)
    tunnel = trace("60,900 1500,690 1640,634")
    qanat_shafts(sheet, ground, tunnel)
    sheet.fill([ribbon(tunnel, 56, 40)], INK)
    sheet.fill([ribbon(shift(tunnel, 0, 10), 26, 22)], SEA)
    sheet.stroke([ground], INK, 4)
    oasis(sheet)


def qanat_shafts(sheet: Sheet, ground: Path, tunnel: list[Point]) -> None:
    """Print the shafts of a qanat, each with its ring of spoil at the top."""
    for x in range(150, 1500, 165):
        top = next(y for across, y in ground if across >= x)
        foot = between(tunnel[0], tunnel[1], (x - 60) / 1440)[1]
        sheet.fill([box(x - 15, top - 20, x + 15, foot)], INK)
        for side in (-1, 1):
            slope = trace("14,16 22,-30 46,-34 70,-8 104,26")
            heap = [(x + side * across, top + y) for across, y in slope]
            sheet.fill([heap], CLAY)
            sheet.stroke([heap], INK, 3)


def oasis(sheet: Sheet) -> None:
    """Print palms and a pool where the water comes out."""
    pool = trace("1610,630 1940,636 1940,690 1660,690")
    sheet.outlined([pool], SEA, 3)
    for x, height in trace("1590,250 1700,330 1800,270 1890,350"):
        sheet.fill(palm((x, 640), height), FOREST)
    dome = [(1450, 625), *arc((1505, 560), 55, -90, 90), (1560, 625), (1450, 625)]
    sheet.fill([dome], CREAM)
    sheet.stroke([dome], INK, 4)
    sheet.fill([box(1492, 580, 1518, 625)], INK)
