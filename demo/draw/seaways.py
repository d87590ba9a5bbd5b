"""Pictures of lines on water: the date line and a strait's lanes."""

from __future__ import annotations

from typing import Final

from demo.draw.geometry import (
    Path,
    Point,
    box,
    circle,
    closed,
    down_to,
    loop,
    scale,
    shift,
    smooth,
    trace,
    turn,
)
from demo.draw.grain import Mask, both
from demo.draw.ink import Sheet
from demo.draw.lines import dashes, ribbon, walk
from demo.draw.motifs import (
    TALL,
    hatch,
    rules,
    stars,
    swell,
)
from demo.draw.palette import (
    CREAM,
    DEEP,
    FOAM,
    INDIGO,
    INK,
    MOSS,
    NIGHT,
    OCHRE,
    RUST,
    SAND,
    SEA,
    TEAL,
    VERMILION,
)
from demo.draw.registry import picture
from demo.draw.terrain import contours, rolling, shores

NORTH_COAST: Final = (
    "-20,560 200,500 420,330 640,300 860,200 1080,190 1260,290 "
    "1400,470 1560,560 1640,760 1700,1000 1940,1120"
)
SOUTH_COAST: Final = (
    "-20,1180 240,1130 470,1020 600,900 680,930 700,800 770,720 "
    "800,800 850,660 900,600 930,720 990,650 980,800 1060,790 "
    "1010,910 1080,960 1040,1100 1120,1300"
)


@picture("the-day-that-samoa-skipped", FOAM)
def samoa(sheet: Sheet) -> None:
    """Draw the date line between night and day, jogging round two islands."""
    line = trace("860,-20 860,330 1400,560 1400,880 860,1080 860,1300")
    night = sheet.mask([[*line, (-20, 1300), (-20, -20)]])
    sheet.stroke(rules(0, 470, 8, 1.04), DEEP, 1.5, None, 0.35)
    sheet.fill([circle((1560, 240), 130)], OCHRE)
    night_sky(sheet, night)
    waves = swell(500, TALL, 50, 8)
    sea = sheet.mask([down_to(waves[0], TALL)])
    sheet.wash(sea, TEAL)
    sheet.wash(both(sea, night), INDIGO)
    sheet.stroke(waves, FOAM, 2.5, None, 0.7)
    volcanic_island(sheet, (1085, 830), 1.1)
    volcanic_island(sheet, (1255, 720), 0.56)
    sheet.stroke(dashes([(860, 345), (860, 1070)], 30, 20), CREAM, 5)
    sheet.stroke([line], CREAM, 24)
    sheet.stroke([line], VERMILION, 14)


def night_sky(sheet: Sheet, night: Mask) -> None:
    """Print the dark half of the sky with a moon."""
    sheet.wash(night, NIGHT)
    sheet.fill(stars(150, 470, 4), CREAM, night)
    sheet.fill([circle((400, 230), 120)], CREAM)
    sheet.fill([circle((450, 205), 112)], NIGHT)


def volcanic_island(sheet: Sheet, foot: Point, size: float) -> None:
    """Print a green island with its reef."""
    sheet.outlined([circle(foot, 185 * size, 0.2)], SEA, 3, CREAM)
    outline = "-150,0 -100,-50 -60,-70 -10,-150 30,-110 80,-60 150,0"
    shape = shift(scale(smooth(trace(outline)), size), *foot)
    sheet.fill([shape], MOSS)
    east = sheet.mask([[foot, *(p for p in shape if p[0] > foot[0])]])
    sheet.stroke(hatch(66, 9), INK, 2.5, east, 0.6)
    sheet.stroke([closed(shape)], INK, 3)


@picture("the-narrow-water-at-hormuz", FOAM)
def hormuz(sheet: Sheet) -> None:
    """Draw two traffic lanes bending between two rough coasts."""
    north, south = smooth(trace(NORTH_COAST)), smooth(trace(SOUTH_COAST))
    island = loop(trace("1010,300 1120,330 1200,400 1090,385"))
    lands = [[*north, (1940, -20), (-20, -20)], [*south, (-20, 1300)], island]
    mass = sheet.mask(lands)
    sheet.stroke(contours(shores(mass, 90), 0.06), TEAL, 2, None, 0.6)
    sheet.fill(lands, SAND)
    relief = contours(rolling(sheet.size, (240, 110), 14), 0.05)
    sheet.stroke(relief, RUST, 1.8, mass, 0.55)
    sheet.stroke([north, south, closed(island)], INK, 4)
    lane = "-20,880 330,770 640,560 900,440 1180,540 1330,800 1420,1300"
    ship_lanes(sheet, smooth(trace(lane)))


def ship_lanes(sheet: Sheet, lane: Path) -> None:
    """Print two lanes with ships going opposite ways and a strip between them."""
    inner = ribbon(lane, 150, 150)
    half = len(lane)
    inbound, outbound = inner[:half], list(reversed(inner[half:]))
    for side, reverse in ((inbound, 0), (outbound, 180)):
        sheet.fill([ribbon(side, 84, 84)], CREAM, None, 0.9)
        edges = ribbon(side, 84, 84)
        sheet.stroke([edges[:half], edges[half:]], VERMILION, 5)
        for p, bearing in walk(side, 290)[1:-1]:
            tanker(sheet, p, bearing + reverse)
    sheet.stroke(dashes(lane, 26, 18), VERMILION, 5)


def tanker(sheet: Sheet, place: Point, bearing: float) -> None:
    """Print a tanker seen from above."""
    bow = smooth(trace("-19,-58 -12,-84 0,-102 12,-84 19,-58"))
    hull = shift([*bow, (19, 84), (-19, 84)], *place)
    bridge = shift(box(-14, 52, 14, 74), *place)
    pipe = shift([(0, -80), (0, 50)], *place)
    sheet.fill([turn(hull, place, bearing)], INK)
    sheet.stroke([turn(pipe, place, bearing)], OCHRE, 5)
    sheet.fill([turn(bridge, place, bearing)], CREAM)
