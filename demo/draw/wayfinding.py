"""The picture of a canoe that reads stars and swell."""

from __future__ import annotations

import math

from demo.draw.geometry import Point, arc, circle, scale, shift, smooth, trace
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.motifs import (
    TALL,
    WIDE,
    below,
    palm,
    rounds,
    stars,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    DEEP,
    FOAM,
    FOREST,
    INK,
    NIGHT,
    OCHRE,
    SAND,
    SEA,
    TEAL,
    VERMILION,
)
from demo.draw.registry import picture
from demo.draw.terrain import Segment, contours, surface


@picture("finding-islands-without-instruments", NIGHT)
def wayfinding(sheet: Sheet) -> None:
    """Draw a canoe reading the swell that an island bends, under rising stars."""
    risings = [arc((1500, 470), radius, -100, 100) for radius in range(160, 1700, 92)]
    sheet.stroke(risings, SEA, 1.5, None, 0.4)
    sheet.fill(stars(210, 450, 12), CREAM)
    spots = [path[(7 * i) % 23 + 8] for i, path in enumerate(risings)]
    sheet.fill([circle(p, 6 + i % 3 * 2) for i, p in enumerate(spots)], OCHRE)
    sheet.wash(below(470, sheet), DEEP)
    island = (1480.0, 700.0)
    sheet.stroke(bent_swell(island), FOAM, 3.4, below(470, sheet), 0.8)
    palm_island(sheet, island)
    canoe(sheet, (560, 900))


def palm_island(sheet: Sheet, centre: Point) -> None:
    """Print a low island in its lagoon."""
    sheet.fill([circle(centre, 270, 0.3)], TEAL)
    sheet.stroke(rounds(centre, (270, 300, 334), 0.3), FOAM, 3)
    green = smooth(trace("1270,700 1330,655 1430,640 1500,600 1600,650 1690,700"))
    beach = smooth(trace("1690,700 1560,738 1400,738 1270,700"))
    sheet.fill([[*green, *beach]], SAND)
    sheet.fill([[*green, (1480, 706)]], FOREST)
    for x, height in ((1370, 190), (1450, 270), (1580, 200)):
        sheet.fill(palm((x, 660), height), INK)


def bent_swell(island: Point) -> list[Segment]:
    """Return swell lines that lag and wrap as they pass an island."""

    def phase(x: float, y: float) -> float:
        away = math.hypot(x - island[0], (y - island[1]) * 2.1)
        lag = 520 * math.exp(-((away / 400) ** 2))
        return x - 0.55 * y + lag + 12 * math.sin(y / 70 + x / 160)

    return contours(surface((WIDE, TALL), phase), 76)


def canoe(sheet: Sheet, place: Point) -> None:
    """Print a voyaging canoe with two claw sails and its outrigger."""
    hull = smooth(trace("-330,-46 -180,10 0,24 180,10 340,-54"))
    keel = smooth(trace("340,-54 200,52 0,72 -200,52 -330,-46"))
    float_ = smooth(trace("-230,92 -120,112 120,112 240,88"))
    for foot, size in (((-110, 6), 1.0), ((120, 6), 0.86)):
        claw_sail(sheet, (place[0] + foot[0], place[1] + foot[1]), size)
    sheet.stroke(
        [shift([(x, 40), (x - 10, 104)], *place) for x in (-120, 130)], CREAM, 7
    )
    sheet.fill([shift(ribbon(float_, 12, 26), *place)], CREAM)
    sheet.fill([shift([*hull, *keel], *place)], INK)
    sheet.stroke([shift([*hull, *keel], *place)], CREAM, 4)
    crew = [shift(circle((x, -32), 15), *place) for x in (-215, 30, 228)]
    bodies = [
        shift(ribbon([(x, -22), (x, 24)], 24, 40), *place) for x in (-215, 30, 228)
    ]
    sheet.fill([*crew, *bodies], CLAY)


def claw_sail(sheet: Sheet, foot: Point, size: float) -> None:
    """Print a sail like a crab's claw."""
    left = smooth(trace("0,0 -110,-190 -120,-360 -50,-520"))
    hollow = smooth(trace("-50,-520 10,-400 70,-360 170,-400"))
    right = smooth([(170, -400), (130, -200), (0, 0)])
    sail = shift(scale([*left, *hollow, *right], size), *foot)
    sheet.fill([sail], VERMILION)
    seams = [
        shift(scale([(0, 0), tip], size), *foot)
        for tip in trace("-90,-470 -30,-480 30,-400 100,-385")
    ]
    sheet.stroke(seams, INK, 2, sheet.mask([sail]), 0.6)
    spars = [shift(scale(spar, size), *foot) for spar in (left, right)]
    sheet.stroke(spars, CREAM, 8)
