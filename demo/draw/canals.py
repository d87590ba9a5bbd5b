"""The picture of a canal bridge with a train of barges."""

from __future__ import annotations

from typing import Final

from demo.draw.geometry import (
    Path,
    Point,
    box,
    circle,
    down_to,
    ridge,
    shift,
    smooth,
    trace,
)
from demo.draw.grain import Mask, both, without
from demo.draw.ink import Sheet
from demo.draw.lines import walk
from demo.draw.motifs import (
    TALL,
    WIDE,
    above,
    below,
    hatch,
    ripples,
    rules,
)
from demo.draw.palette import (
    CREAM,
    DEEP,
    FOAM,
    INK,
    LINEN,
    OCHRE,
    SEA,
    SLATE,
    UMBER,
    VERMILION,
)
from demo.draw.registry import picture

WATERLINE: Final = 720


@picture("the-grand-canal-still-works", LINEN)
def grand_canal(sheet: Sheet) -> None:
    """Draw a barge train before a round bridge and its reflection."""
    sheet.stroke(rules(0, 620, 8, 1.04), DEEP, 1.5, None, 0.35)
    sheet.fill([circle((420, 240), 96)], VERMILION)
    sheet.fill([down_to(ridge(560, 60, 14, 6), 760)], FOAM)
    for left, top, width in ((-40, 520, 230), (150, 480, 180), (1580, 470, 210)):
        canal_house(sheet, left, top, width)
    canal_house(sheet, 1740, 530, 220)
    canal = below(WATERLINE, sheet)
    sheet.wash(canal, SEA)
    print_bridge(sheet)
    sheet.stroke(ripples(0, 740, WIDE, TALL, 30, 6), CREAM, 3, canal, 0.8)
    sheet.stroke(ripples(0, 750, WIDE, TALL, 44, 8), DEEP, 3, canal, 0.6)
    sheet.stroke([[(0, WATERLINE), (WIDE, WATERLINE)]], INK, 3)
    for i, x in enumerate((-160, 390, 940)):
        barge(sheet, (x, 1070 + i * 16))
    tug(sheet, (1490, 1118))


def canal_house(sheet: Sheet, left: float, top: float, width: float) -> None:
    """Print a white house under a grey roof."""
    right = left + width
    roof = [(left, top + 8), (left + 40, top - 60), (right - 40, top - 60)]
    roof.append((right, top + 8))
    sheet.outlined([box(left + 20, top, right - 20, 730)], CREAM, 3)
    sheet.outlined([roof], SLATE, 3)
    sheet.stroke(hatch(90, 9), INK, 2, sheet.mask([roof]), 0.5)
    spots = range(int(left) + 60, int(right) - 60, 80)
    sheet.fill([box(x, top + 70, x + 34, top + 120) for x in spots], INK)


def print_bridge(sheet: Sheet) -> None:
    """Print a humped bridge of three arches and its reflection."""
    deck = smooth(trace("200,722 480,560 960,330 1440,560 1720,722"))
    bank, canal = above(WATERLINE, sheet), below(WATERLINE, sheet)
    masonry(sheet, both(bank, sheet.mask([deck])), CREAM, 1)
    masonry(sheet, both(canal, sheet.mask([reflected(deck)])), FOAM, 0.4)
    posts = [[p, (p[0], p[1] - 40)] for p, _ in walk(deck, 58)]
    railing: list[Path] = [*posts, deck, shift(deck, 0, -26)]
    sheet.stroke(railing, INK, 5, bank)
    sheet.stroke([reflected(line) for line in railing], INK, 5, canal, 0.35)


def reflected(path: Path) -> list[Point]:
    """Turn a path upside down in the water."""
    return [(x, 2 * WATERLINE - y) for x, y in path]


def masonry(sheet: Sheet, body: Mask, stone: str, strength: float) -> None:
    """Print courses of stone in a body pierced by three arches."""
    arches = [((960, 722), 270), ((545, 722), 95), ((1375, 722), 95)]
    solid = without(body, sheet.mask([circle(*arch) for arch in arches]))
    sheet.wash(solid, stone)
    sheet.stroke(rules(300, 1140, 24), UMBER, 2, solid, 0.45 * strength)
    for centre, radius in arches:
        sheet.stroke([circle(centre, radius)], INK, 4, body, strength)
        sheet.stroke([circle(centre, radius * 1.09)], INK, 2.5, body, strength)


def barge(sheet: Sheet, place: Point) -> None:
    """Print one loaded barge of a train."""
    load = shift(smooth(trace("40,0 150,-50 260,-62 370,-50 480,0")), *place)
    sheet.outlined([load], OCHRE, 3)
    sheet.stroke(hatch(60, 11), INK, 1.5, sheet.mask([load]), 0.5)
    barge_hull(sheet, place)


def tug(sheet: Sheet, place: Point) -> None:
    """Print the barge that pulls the train, with its wheelhouse and flag."""
    sheet.stroke([shift([(60, 0), (60, -170)], *place)], INK, 4)
    sheet.outlined([shift(box(60, -84, 220, 0), *place)], CREAM)
    sheet.fill([shift(box(84, -66, 196, -34), *place)], INK)
    sheet.fill([shift([(62, -170), (150, -145), (62, -120)], *place)], VERMILION)
    sheet.outlined([shift(smooth([(230, 0), (350, -50), (490, 0)]), *place)], OCHRE, 3)
    barge_hull(sheet, place)


def barge_hull(sheet: Sheet, place: Point) -> None:
    """Print a black hull with a red band and its tow line."""
    sheet.fill([shift(trace("0,0 520,0 492,74 26,74"), *place)], INK)
    sheet.fill([shift(box(18, 36, 502, 50), *place)], VERMILION)
    sheet.stroke([shift([(510, 20), (560, 40)], *place)], INK, 4)
