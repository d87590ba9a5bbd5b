"""The picture of a ship in a stair of locks."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from demo.draw.geometry import (
    Point,
    box,
    circle,
    closed,
    ridge,
    shift,
    trace,
)
from demo.draw.ink import Sheet
from demo.draw.motifs import (
    hatch,
    rules,
    strata,
)
from demo.draw.palette import (
    CREAM,
    DEEP,
    FOAM,
    FOREST,
    INK,
    MOSS,
    OCHRE,
    SAGE,
    SAND,
    STONE,
    TEAL,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture

FLOORS: Final = (1130, 1030, 930, 830, 730)
WALLS: Final = (-40, 330, 780, 1330, 1700, 1960)


@picture("the-locks-of-panama", FOAM)
def panama(sheet: Sheet) -> None:
    """Draw a ship in section rising through a stair of locks."""
    sheet.stroke(rules(0, 600, 9, 1.035), DEEP, 1.5, None, 0.35)
    sheet.fill([circle((320, 250), 105)], WHEAT)
    for i, colour in enumerate((SAGE, MOSS, FOREST)):
        skyline = ridge(520 + 70 * i, 60, 50 + i, 14)
        strata(sheet, skyline, colour, range(12, 108, 12))
    for i, (left, right) in enumerate(pairwise(WALLS)):
        chamber(sheet, left, right, FLOORS[i], TEAL if i % 2 else DEEP)
    lock_floor(sheet)
    for x, floor in zip(WALLS[1:5], FLOORS[1:], strict=True):
        lock_gate(sheet, x, floor - 235, floor + 100)
    canal_ship(sheet, (800, 740))


def chamber(sheet: Sheet, left: int, right: int, floor: int, colour: str) -> None:
    """Print the water of one chamber."""
    level = floor - 190
    sheet.fill([box(left, level, right, floor + 4)], colour)
    depths = range(level + 16, floor, 18)
    sheet.stroke(
        [[(left + 14, y), (right - 14, y)] for y in depths], FOAM, 2, None, 0.45
    )


def lock_floor(sheet: Sheet) -> None:
    """Print the stepped masonry under the chambers, with its culverts."""
    steps = zip(pairwise(WALLS), FLOORS, strict=True)
    stairs = [(x, floor) for ends, floor in steps for x in ends]
    ground = [(-40, 1340), *stairs, (1990, 1340)]
    sheet.fill([ground], STONE)
    sheet.stroke(hatch(45, 14), INK, 2, sheet.mask([ground]), 0.4)
    sheet.stroke([stairs], INK, 5)
    for i, floor in enumerate(FLOORS):
        spots = range(WALLS[i] + 90, WALLS[i + 1], 110)
        sheet.outlined([circle((x, floor + 80), 22) for x in spots], DEEP)


def lock_gate(sheet: Sheet, middle: float, top: int, bottom: int) -> None:
    """Print a riveted lock gate seen from the side."""
    sheet.fill([box(middle - 20, top, middle + 20, bottom)], INK)
    rivets = range(top + 20, bottom, 26)
    sheet.fill([circle((middle, y), 4) for y in rivets], SAND)
    sheet.stroke([[(middle - 44, top), (middle + 44, top)]], INK, 9)


def canal_ship(sheet: Sheet, place: Point) -> None:
    """Print a steamer with a red hull in the middle chamber."""
    outline = "0,-92 60,-70 430,-70 512,-108 486,60 460,132 40,132 14,60"
    hull = shift(trace(outline), *place)
    mass = sheet.mask([hull])
    sheet.fill([hull], VERMILION)
    sheet.fill([shift(box(-10, -140, 540, 30), *place)], INK, mass)
    sheet.fill([shift(box(-10, 24, 540, 34), *place)], CREAM, mass)
    sheet.stroke([closed(hull)], INK, 4)
    ship_houses(sheet, place)
    derrick = [(400, -70), (400, -330)], [(320, -90), (400, -310), (480, -100)]
    sheet.stroke([shift(spar, *place) for spar in derrick], INK, 5)


def ship_houses(sheet: Sheet, place: Point) -> None:
    """Print a ship's houses, portholes and funnel."""
    houses = [box(60, -150, 300, -70), box(90, -210, 230, -150)]
    sheet.outlined([shift(house, *place) for house in houses], CREAM)
    ports = [circle((80 + 30 * k, -110), 8) for k in range(8)]
    windows = [*ports, box(100, -196, 220, -176)]
    sheet.fill([shift(window, *place) for window in windows], INK)
    sheet.outlined([shift(trace("128,-210 134,-340 196,-340 202,-210"), *place)], OCHRE)
    sheet.fill([shift(trace("131,-290 134,-340 196,-340 199,-290"), *place)], INK)
