"""The picture of nets that catch fog."""

from __future__ import annotations

from demo.draw.geometry import (
    Point,
    arc,
    box,
    circle,
    closed,
    down_to,
    ridge,
    shift,
    smooth,
    trace,
    waver,
)
from demo.draw.ink import Sheet
from demo.draw.motifs import (
    TALL,
    hatch,
    rules,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    INK,
    LINEN,
    PAPER,
    RUST,
    SAND,
    TEAL,
    UMBER,
    WHEAT,
)
from demo.draw.registry import picture


@picture("catching-fog-in-the-atacama", LINEN)
def fog_catchers(sheet: Sheet) -> None:
    """Draw nets on a desert ridge with the fog drifting through them."""
    sheet.stroke(rules(0, 800, 9, 1.03), UMBER, 1.5, None, 0.35)
    sheet.fill([circle((1500, 270), 120)], WHEAT)
    for i, colour in enumerate((SAND, WHEAT, CLAY)):
        line = ridge(640 + 110 * i, 90, 61 + i, 5)
        sheet.fill([down_to(line, TALL)], colour)
        lines = [shift(line, 9 * k, 13 * k * (1 + 0.1 * k)) for k in range(1, 12)]
        sheet.stroke(lines, INK, 1.5, sheet.mask([down_to(line, TALL)]), 0.32)
        sheet.stroke([line], INK, 3)
        fog_bank(sheet, 640 + 120 * i, 60 + i)
    crest = smooth(trace("-20,1010 400,950 960,1000 1500,1060 1940,1010"))
    fog_bank(sheet, 480, 91)
    for left, top, size in ((1290, 560, 0.62), (760, 480, 0.8), (110, 370, 1.0)):
        fog_net(sheet, (left, top), size)
    sheet.fill([down_to(crest, TALL)], RUST)
    sheet.stroke(
        [shift(crest, 0, 17 * k + k * k) for k in range(1, 14)], INK, 2, None, 0.5
    )
    sheet.stroke([crest], INK, 4)


def fog_bank(sheet: Sheet, level: float, seed: int) -> None:
    """Print long lens-shaped bands of fog."""
    wave = waver(seed, 3)
    for i in range(4):
        middle, half = 960 + 800 * wave(i / 3.7), 430 + 230 * wave(i / 2.3 + 0.4)
        y = level + 44 * i
        ends = [
            arc((middle + half, y), 15, 0, 180),
            arc((middle - half, y), 15, 180, 360),
        ]
        sheet.fill([[*ends[0], *ends[1]]], CREAM, None, 0.94)


def fog_net(sheet: Sheet, corner: Point, size: float) -> None:
    """Print one net between its posts, with drops gathering in a gutter."""
    left, top = corner
    right, bottom, foot = left + 640 * size, top + 330 * size, top + 680 * size
    net = [(left, top), (right, top + 14), (right, bottom), (left, bottom)]
    sheet.fill([net], PAPER, None, 0.72)
    mesh = [*hatch(52, 15), *hatch(-52, 15)]
    sheet.stroke(mesh, INK, 2, sheet.mask([net]), 0.75)
    sheet.stroke([closed(net)], INK, 5)
    for x, away in ((left, -150 * size), (right, 150 * size)):
        sheet.stroke([[(x, top), (x + away, foot)]], INK, 2.5)
        sheet.stroke([[(x, top - 30), (x, foot)]], INK, 12 * size)
    sheet.fill([box(left, bottom, right, bottom + 22 * size)], TEAL)
    spots = [(left + 80 * size * k, bottom + 46 * size) for k in range(1, 8)]
    sheet.fill([circle(spot, 8 * size) for spot in spots], TEAL)
