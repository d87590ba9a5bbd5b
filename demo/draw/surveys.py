"""Pictures of measurement from afar: a great peak and a chain of triangles."""

from __future__ import annotations

from demo.draw.geometry import (
    Point,
    between,
    circle,
    closed,
    down_to,
    polar,
    ridge,
    shift,
    smooth,
    trace,
    waver,
)
from demo.draw.grain import both
from demo.draw.ink import Sheet
from demo.draw.lines import dashes, walk
from demo.draw.motifs import (
    hatch,
    rules,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    INDIGO,
    INK,
    LINEN,
    MOSS,
    PAPER,
    RUST,
    SAGE,
    SAND,
    SLATE,
    STONE,
    TEAL,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture
from demo.draw.terrain import contours, rolling


@picture("measuring-a-mountain-from-far-away", PAPER)
def far_mountain(sheet: Sheet) -> None:
    """Draw sight lines from two towers on the plain to a distant peak."""
    summit = (1180.0, 215.0)
    sheet.stroke(rules(0, 700, 7, 1.04), INDIGO, 1.5, None, 0.4)
    snow_range(sheet, summit)
    plain = (SAGE, MOSS, WHEAT, SAND, LINEN)
    for i, colour in enumerate(plain):
        line = ridge(690 + 22 * i + 26 * i * i, 8 + 4 * i, 40 + i, 5)
        sheet.fill([down_to(line, 1280)], colour)
        sheet.stroke([shift(line, 0, 7 + k * (4 + 3 * i)) for k in range(5)], INK, 1)
        sheet.stroke([line], INK, 2, None, 0.7)
    west, east = (300.0, 868.0), (1590.0, 905.0)
    sheet.stroke([[west, summit], [east, summit]], VERMILION, 5)
    sheet.stroke(dashes([(300, 1100), (1590, 1128)], 26, 16), VERMILION, 5)
    sheet.stroke([circle(summit, 26)], VERMILION, 5)
    survey_tower(sheet, (300, 1100), 250)
    survey_tower(sheet, (1590, 1128), 240)


def survey_tower(sheet: Sheet, foot: Point, height: float) -> None:
    """Print a masonry survey tower with an instrument on its top."""
    x, y = foot
    wide = height * 0.22
    body = [(x - wide, y), (x - wide * 0.7, y - height * 0.8)]
    body += [(x + wide * 0.7, y - height * 0.8), (x + wide, y)]
    sheet.fill([body], CREAM)
    sheet.fill([[(x + 4, y), (x + 4, y - height * 0.8), *body[2:]]], CLAY)
    courses = [[(x - 99, y - k * 19), (x + 99, y - k * 19)] for k in range(14)]
    sheet.stroke(courses, INK, 1.5, sheet.mask([body]), 0.6)
    sheet.stroke([closed(body)], INK, 4)
    top = (x, y - height * 0.92)
    sheet.stroke(
        [[(x - 24, y - height * 0.8), top, (x + 24, y - height * 0.8)]], INK, 6
    )
    sheet.fill([circle(top, 15)], INK)


def snow_range(sheet: Sheet, summit: Point) -> None:
    """Print a great peak among lower ones, with a lit and a shaded side."""
    west = trace("-20,640 150,520 300,600 470,450 600,540 730,470 900,430 1010,330")
    east = trace("1450,420 1560,500 1690,440 1800,560 1940,500")
    skyline = [*west, (1090, 300), summit, (1260, 290), (1330, 370), *east]
    mass = sheet.mask([down_to(skyline, 760)])
    sheet.wash(mass, CREAM)
    for peak in (1, 3, 6, 9, 12, 14):
        side = both(mass, sheet.mask([shaded_side(skyline, peak)]))
        sheet.wash(side, SLATE, None, 0.8)
        sheet.stroke(hatch(58, 9), INK, 2, side, 0.5)
    sheet.crayon(lambda _, y: (y - 420) / 330, STONE, mass)
    sheet.stroke([skyline], INK, 3)


def shaded_side(skyline: list[Point], peak: int) -> list[Point]:
    """Trace the part of a mountain east of the jagged spine below its peak."""
    x, y = skyline[peak]
    foot = next(i for i, p in enumerate(skyline) if i > peak and p[1] > y + 40)
    spine = shift(trace("0,0 -26,70 22,130 -34,240"), x, y)
    base = [(x + 10, 760.0), (skyline[foot][0] + 130, 760)]
    return [*spine, *base, *reversed(skyline[peak + 1 : foot + 1])]


@picture("the-struve-arc", SAND)
def struve(sheet: Sheet) -> None:
    """Draw a chain of triangles across contoured land from one sea to another."""
    hilly = rolling(sheet.size, (520, 240), 21)
    sheet.stroke(contours(hilly, 0.035), RUST, 1.5, None, 0.55)
    sheet.stroke(contours(hilly, 0.175), RUST, 3, None, 0.6)
    north = smooth(trace("-20,620 160,520 250,330 430,250 520,-20"))
    south = smooth(trace("1400,1300 1480,1120 1650,1060 1730,880 1940,820"))
    for coast, corner in ((north, (-20.0, -20.0)), (south, (1940.0, 1300.0))):
        sea_beyond(sheet, [*coast, corner], coast, corner)
    spine = smooth(trace("330,330 640,520 960,620 1260,800 1590,1000"))
    chain_of_triangles(sheet, spine)


def sea_beyond(
    sheet: Sheet, shape: list[Point], coast: list[Point], corner: Point
) -> None:
    """Print a sea in the corner of a map, with lines along its shore."""
    sea = sheet.mask([shape])
    sheet.fill([shape], TEAL)
    nearer = [
        [between(point, corner, (step / 11) ** 1.3) for point in coast]
        for step in range(1, 11)
    ]
    sheet.stroke(nearer, CREAM, 2, sea, 0.6)
    sheet.stroke([coast], INK, 4)


def chain_of_triangles(sheet: Sheet, spine: list[Point]) -> None:
    """Print a zigzag of stations joined into triangles."""
    stops = walk(spine, 100)
    wave = waver(5, 5)
    stations = [
        polar(p, 74 + 28 * wave(i / 7), bearing + (90 if i % 2 else -90))
        for i, (p, bearing) in enumerate(stops)
    ]
    trios = [stations[i : i + 3] for i in range(len(stations) - 2)]
    sheet.fill(trios, CREAM, None, 0.75)
    sheet.fill(trios[::2], VERMILION, None, 0.28)
    sheet.stroke([closed(trio) for trio in trios], VERMILION, 7)
    sheet.fill([circle(p, 17) for p in stations], CREAM)
    sheet.fill([circle(p, 11) for p in stations], INK)
