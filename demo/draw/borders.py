"""Pictures of lines on land: ruled borders and a boundary walked through woods."""

from __future__ import annotations

import math

from demo.draw.geometry import (
    Point,
    between,
    box,
    circle,
    closed,
    polar,
    scale,
    shift,
    smooth,
    trace,
    turn,
    waver,
)
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon, walk
from demo.draw.motifs import (
    TALL,
    WIDE,
    broadleaf,
    conifer,
    hatch,
    hills,
    ruler_marks,
    rules,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    DEEP,
    FOAM,
    FOREST,
    INK,
    LINEN,
    MOSS,
    OCHRE,
    PAPER,
    RUST,
    SAGE,
    SAND,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture


@picture("straight-lines-on-the-map", SAND)
def straight_lines(sheet: Sheet) -> None:
    """Draw ruled borders laid over dunes and dry rivers that ignore them."""
    corner = (1180.0, 470.0)
    sheet.fill([[(-20, -20), (700, -20), corner, (-20, 930)]], LINEN)
    sheet.fill([[corner, (1940, 40), (1940, 1300), (1490, 1300)]], WHEAT)
    sheet.stroke([dune(left) for left in range(-500, 2000, 42)], RUST, 2, None, 0.4)
    for course in (
        "1760,-20 1560,200 1330,330 1100,620 900,700 660,1010 600,1300",
        "1940,760 1700,700 1480,560 1240,560 1060,650",
        "250,-20 330,220 560,420 690,700 760,860",
    ):
        dry_river(sheet, smooth(trace(course)))
    ends = trace("-20,930 1940,40 1490,1300 700,-20")
    sheet.stroke([[corner, end] for end in ends], PAPER, 20)
    sheet.stroke([[corner, end] for end in ends], VERMILION, 10)
    sheet.fill([circle(corner, 22)], VERMILION)
    brass_rule(sheet, (-60, 962), (900, 594))


def dune(left: float) -> list[Point]:
    """Trace the crest of one long dune."""
    levels = range(-60, 1400, 70)
    bends = [46 * math.sin(y / 130 + left / 300) + y * 0.35 for y in levels]
    return smooth([(left + bend, y) for bend, y in zip(bends, levels, strict=True)])


def dry_river(sheet: Sheet, course: list[Point]) -> None:
    """Print a dry river with its side branches."""
    sheet.fill([ribbon(course, 7, 24)], DEEP)
    for i, (p, bearing) in enumerate(walk(course, 130)[2:-1]):
        branch(sheet, p, bearing + 180 + (48 if i % 2 else -48), 190 - 30 * (i % 3))


def branch(sheet: Sheet, mouth: Point, bearing: float, length: float) -> None:
    """Print a side stream and the smaller streams that feed it."""
    middle = polar(mouth, length * 0.5, bearing + 9)
    head = polar(middle, length * 0.5, bearing - 12)
    sheet.fill([ribbon(smooth([mouth, middle, head]), 9, 3)], DEEP)
    for side in (-42, 38):
        tip = polar(middle, length * 0.38, bearing + side)
        sheet.fill(
            [ribbon(smooth([middle, between(middle, tip, 0.6), tip]), 5, 2)], DEEP
        )


def brass_rule(sheet: Sheet, start: Point, end: Point) -> None:
    """Print a graduated rule lying along a border."""
    across = turn([start, end], start, 90)[1]
    share = 150 / math.dist(start, end)
    down = (across[0] - start[0]) * share, (across[1] - start[1]) * share
    rule = [start, end, *[(x + down[0], y + down[1]) for x, y in (end, start)]]
    sheet.fill([shift(rule, 14, 18)], UMBER, None, 0.45)
    sheet.fill([rule], OCHRE)
    sheet.stroke(ruler_marks(start, end, 16, 62, 5), INK, 3)
    sheet.stroke([closed(rule)], INK, 4)
    hole = between(rule[1], rule[2], 0.5)
    hole = between(hole, between(rule[0], rule[3], 0.5), 0.06)
    sheet.fill([circle(hole, 20)], UMBER)
    sheet.stroke([circle(hole, 20)], INK, 4)


@picture("the-line-mason-and-dixon-walked", LINEN)
def mason_dixon(sheet: Sheet) -> None:
    """Draw boundary stones receding along a lane cut through woods."""
    sheet.stroke(rules(0, 560, 8, 1.04), UMBER, 1.5, None, 0.4)
    sheet.fill([circle((960, 330), 150)], WHEAT)
    hills(sheet, (FOAM, SAGE), 500, 560, 19)
    sheet.fill([box(0, 600, WIDE, TALL)], SAGE)
    sheet.fill([trace("930,600 990,600 1560,1300 360,1300")], WHEAT)
    grass = [[(960 + (x - 960) * 0.05, 600), (x, 1300)] for x in range(390, 1560, 40)]
    sheet.stroke(grass, INK, 1, None, 0.35)
    sheet.stroke([[(960, 600), (800, 1300)]], VERMILION, 8)
    for i in range(14):
        forest_row(sheet, i)
    for i in range(6, -1, -1):
        depth = 0.54**i
        boundary_stone(sheet, (960 - 147 * depth, 600 + 645 * depth), 330 * depth)


def forest_row(sheet: Sheet, row: int) -> None:
    """Print one row of trees on both sides of the lane, far rows first."""
    depth = (row / 13) ** 1.7
    foot, height = 610 + 560 * depth, 110 + 480 * depth
    gap, edge = height * 0.34, 70 + 560 * depth
    colour = (SAGE, MOSS, FOREST, FOREST)[min(3, row // 4)]
    for side in (-1, 1):
        wave = waver(row * 2 + side, 8)
        for k in range(int((1000 - edge) / gap) + 2):
            x = 960 + side * (edge + gap * (k + 0.3 * wave(k / 9)))
            tall = height * (1 + 0.2 * wave(k / 7 + 0.3))
            woodland_tree(sheet, (x, foot + 14 * wave(k / 5)), tall, colour)


def woodland_tree(sheet: Sheet, foot: Point, height: float, colour: str) -> None:
    """Print a spruce or, now and then, a round tree in autumn colour."""
    leafy = int(foot[0] + height) % 4 == 0
    tree = (broadleaf if leafy else conifer)(foot, height * (0.8 if leafy else 1))
    sheet.fill([tree], OCHRE if leafy else colour)
    dark = sheet.mask([[p for p in tree if p[0] >= foot[0]]])
    sheet.stroke(hatch(62, 9), INK, 2, dark, 0.5)
    sheet.stroke([closed(tree)], INK, 1 + height / 300)


def boundary_stone(sheet: Sheet, foot: Point, height: float) -> None:
    """Print a squared limestone post with a pyramid top."""
    front = trace("-22,0 -22,-76 0,-100 7,-71 7,0")
    side = trace("7,0 7,-71 0,-100 22,-76 22,-3")
    size, width = height / 100, 1 + height / 90
    sheet.outlined([shift(scale(front, size), *foot)], CREAM, width)
    sheet.outlined([shift(scale(side, size), *foot)], CLAY, width)
