"""The picture of fields kept dry below the sea."""

from __future__ import annotations

import math
from itertools import pairwise

from demo.draw.geometry import (
    Point,
    between,
    box,
    circle,
    closed,
    mirror,
    polar,
    shift,
    smooth,
    trace,
    turn,
)
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.motifs import (
    TALL,
    WIDE,
    hatch,
    rules,
)
from demo.draw.palette import (
    CREAM,
    DEEP,
    FOAM,
    FOREST,
    INK,
    MOSS,
    OCHRE,
    PAPER,
    SAGE,
    SAND,
    TEAL,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture


@picture("how-to-keep-a-polder-dry", PAPER)
def polder(sheet: Sheet) -> None:
    """Draw low fields behind a dyke, the sea standing above them, and a mill."""
    sheet.stroke(rules(0, 560, 8, 1.035), DEEP, 1.5, None, 0.45)
    polder_fields(sheet, (1330, 560))
    section = trace("-20,1080 560,1086 2000,1180 2000,1300 -20,1300")
    sheet.outlined([section], UMBER)
    sheet.stroke(hatch(-35, 13), SAND, 2, sheet.mask([section]), 0.45)
    sea_and_dyke(sheet)
    windmill(sheet, (1290, 840), 600)


def sea_and_dyke(sheet: Sheet) -> None:
    """Print the high sea and the dyke that holds it."""
    sheet.fill([box(-20, 560, 420, 1090)], TEAL)
    ripple = [(x, 6 * math.sin(x / 40)) for x in range(-20, 440, 8)]
    waves = [shift(ripple, y % 40 - 20, y) for y in range(592, 1080, 26)]
    sheet.stroke(waves, CREAM, 2, None, 0.6)
    dyke = trace("40,1082 300,500 470,500 880,1106")
    sheet.fill([dyke], FOREST)
    sheet.fill([trace("300,500 470,500 880,1106 800,1102 450,545 290,545")], MOSS)
    sheet.stroke(hatch(0, 16), SAGE, 2, sheet.mask([dyke]), 0.6)
    sheet.stroke([closed(dyke)], INK, 4)
    sheet.stroke([[(-20, 560), (272, 560)]], CREAM, 8)


def polder_fields(sheet: Sheet, vanishing: Point) -> None:
    """Print strips of fields and their ditches running to the horizon."""
    colours = (MOSS, SAGE, WHEAT, FOREST, SAND, MOSS, OCHRE, SAGE)
    sheet.fill([box(0, 560, WIDE, TALL)], SAGE)
    edges = [(-6340.0 + 440 * i, 1300.0) for i in range(38)]
    for i, (left, right) in enumerate(pairwise(edges)):
        strip = [vanishing, left, right]
        sheet.fill([strip], colours[i % len(colours)])
        furrows = [[vanishing, between(left, right, k / 9)] for k in range(1, 9)]
        sheet.stroke(furrows, INK, 1, None, 0.35)
    ditches = [ribbon([vanishing, edge], 1, 44) for edge in edges]
    sheet.fill(ditches, FOAM)
    sheet.stroke([closed(ditch) for ditch in ditches], INK, 1.5, None, 0.6)
    sheet.fill([box(0, 540, WIDE, 566)], FOREST)
    sheet.fill([trace("0,840 2000,870 2000,908 0,878")], FOAM)
    sheet.stroke([[(0, 840), (2000, 870)], [(0, 878), (2000, 908)]], INK, 2)


def windmill(sheet: Sheet, foot: Point, height: float) -> None:
    """Print a pumping mill with red sails."""
    x, y = foot
    wide, hub = height * 0.2, (x, y - height * 0.8)
    left = [(x - wide, y), (x - wide * 0.55, hub[1])]
    sheet.outlined([[*left, *reversed(mirror(left, x))]], CREAM)
    sheet.fill([[(x + 10, hub[1]), *mirror(left, x)[::-1], (x + 10, y)]], UMBER)
    half = wide * 0.65
    sheet.fill(
        [smooth([(x - half, hub[1]), (x, hub[1] - 90), (x + half, hub[1])])], INK
    )
    for bearing in (20, 110, 200, 290):
        mill_sail(sheet, hub, height * 0.56, bearing)
    sheet.fill([circle(hub, 15)], INK)


def mill_sail(sheet: Sheet, hub: Point, length: float, bearing: float) -> None:
    """Print one latticed sail at a bearing."""
    x, y = hub
    sail = box(x + 4, y - length, x + 52, y - length * 0.22)
    bars = [[(x, y - out), (x + 52, y - out)] for out in range(80, 330, 24)]
    sheet.fill([turn(sail, hub, bearing)], VERMILION)
    sheet.stroke([turn(bar, hub, bearing) for bar in bars], CREAM, 2)
    sheet.stroke([[hub, polar(hub, length, bearing)]], INK, 7)
