"""Pictures of the Earth as a whole: two globes and a mountain on its curve."""

from __future__ import annotations

import math

from demo.draw.coasts import ATLANTIC_LANDS
from demo.draw.geometry import (
    Point,
    arc,
    between,
    circle,
    closed,
    down_to,
    polar,
    ridge,
    shift,
    waver,
)
from demo.draw.globe import Globe
from demo.draw.grain import both
from demo.draw.ink import Sheet
from demo.draw.lines import dashes, walk
from demo.draw.motifs import (
    WIDE,
    hatch,
    rounds,
    rules,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    DEEP,
    FOAM,
    INK,
    LINEN,
    MOSS,
    RUST,
    SAND,
    SEA,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture


def print_globe(sheet: Sheet, globe: Globe, water: str, ground: str) -> None:
    """Print a globe with its lands, its graticule and a shaded side."""
    disc = sheet.mask([globe.disc()])
    lands = [globe.land(coast) for coast in ATLANTIC_LANDS]
    sheet.fill([globe.disc()], water)
    sheet.fill(lands, ground, disc)
    sheet.stroke(hatch(90, 7), INK, 1, both(disc, sheet.mask(lands)), 0.22)
    sheet.stroke([closed(land) for land in lands], INK, 2, disc, 0.7)
    sheet.stroke(globe.graticule(), INK, 1.5, disc, 0.55)
    x0, y0 = globe.centre[0] - globe.radius * 0.5, globe.centre[1] - globe.radius * 0.5
    reach = globe.radius * 1.55
    sheet.crayon(
        lambda x, y: (math.dist((x, y), (x0, y0)) / reach - 0.45) * 1.1,
        DEEP,
        disc,
        0.75,
    )
    sheet.stroke([globe.disc()], INK, 4)


@picture("the-line-at-greenwich", LINEN)
def greenwich(sheet: Sheet) -> None:
    """Draw one bright meridian on a globe and on into the sky."""
    globe = Globe((960, 800), 640, 36, -24)
    sheet.stroke(rounds(globe.centre, range(690, 1500, 26)), UMBER, 1.5, None, 0.3)
    print_globe(sheet, globe, SEA, WHEAT)
    line = globe.meridian(0)
    sheet.stroke([[(line[-1][0], 0), line[-1]]], VERMILION, 5)
    sheet.stroke([line], CREAM, 17)
    sheet.stroke([line], VERMILION, 11)
    london = globe.place(0, 51.5)
    sheet.fill([circle(london, 25)], CREAM)
    sheet.fill([circle(london, 16)], VERMILION)


def volcano(foot: Point, height: float, slope: float) -> list[Point]:
    """Trace a volcano with a small crater."""
    x, y = foot
    side = [
        (height * slope * (1 - t) ** 1.5 + height * 0.1, height * t)
        for t in (step / 20 for step in range(21))
    ]
    left = [(x - across, y - up) for across, up in side]
    right = [(x + across, y - up) for across, up in reversed(side)]
    return [*left, (x, y - height * 0.97), *right]


def print_volcano(sheet: Sheet, foot: Point, height: float, colour: str) -> None:
    """Print a snow-capped volcano lit from the left."""
    shape = volcano(foot, height, 1.35)
    mass = sheet.mask([shape])
    sheet.fill([shape], colour)
    snow = foot[1] - height * 0.66
    drip = waver(int(foot[0]), 12)
    edge = [(x, snow + height * 0.09 * drip(x / 500)) for x in range(0, WIDE + 20, 6)]
    sheet.fill([down_to(edge, 0)], CREAM, mass)
    shade = [(foot[0], foot[1] - height), *(p for p in shape if p[0] >= foot[0])]
    fall = [(foot[0] - height * 0.05, foot[1] - height * 0.5), (foot[0] + 40, foot[1])]
    side = sheet.mask([[*shade, *reversed(fall)]])
    sheet.stroke(hatch(62, 9), INK, 3, both(side, mass), 0.55)
    sheet.stroke([shape], INK, 3)


@picture("the-shape-of-the-earth-in-quito", LINEN)
def quito(sheet: Sheet) -> None:
    """Draw a flattened Earth rising behind the volcanoes of the baseline."""
    globe = Globe((960, 590), 540, 0, -72, 0.86)
    sheet.stroke(rules(0, 1280, 13), UMBER, 1, None, 0.25)
    print_globe(sheet, globe, FOAM, SAND)
    sheet.stroke(dashes(circle(globe.centre, 540), 22, 16), RUST, 4)
    equator = globe.parallel(0)
    sheet.stroke([equator], CREAM, 15)
    sheet.stroke([equator], VERMILION, 10)
    for foot, height, colour in (
        ((330, 1130), 380, CLAY),
        ((1590, 1130), 450, CLAY),
        ((960, 1160), 300, RUST),
    ):
        print_volcano(sheet, foot, height, colour)
    quito_plain(sheet)


def quito_plain(sheet: Sheet) -> None:
    """Print the plain with the measured baseline staked out on it."""
    sheet.fill([down_to(ridge(1125, 10, 3), 1280)], MOSS)
    sheet.stroke([shift(ridge(1125, 10, 3), 0, 22 * i) for i in range(8)], INK, 1.5)
    base = [(250, 1225), (1670, 1185)]
    sheet.stroke([base], CREAM, 6)
    stakes = [[p, (p[0], p[1] - 34)] for p, _ in walk(base, 142)]
    sheet.stroke(stakes, CREAM, 6)


@picture("al-birunis-mountain", LINEN)
def al_biruni(sheet: Sheet) -> None:
    """Draw the dip of the horizon seen from a mountain on a round Earth."""
    centre, radius = (960.0, 1500.0), 1010.0
    summit = (960.0, 230.0)
    bearing = math.degrees(math.acos(radius / (centre[1] - summit[1])))
    touch = polar(centre, radius, bearing)
    sheet.stroke(rounds(centre, range(1050, 2100, 30)), UMBER, 1.5, None, 0.35)
    biruni_mountain(sheet, summit)
    earth = sheet.mask([circle(centre, radius)])
    sheet.fill([circle(centre, radius)], WHEAT)
    depths = [radius * (1 - (step / 20) ** 1.5) for step in range(1, 20)]
    sheet.stroke(rounds(centre, depths), RUST, 2, None, 0.7)
    sheet.crayon(lambda _, y: (y - 600) / 1200, RUST, earth)
    sheet.stroke([circle(centre, radius)], INK, 5)
    sheet.stroke([[centre, touch], [centre, summit]], CREAM, 5, earth)
    sheet.stroke(dashes([summit, (1900, summit[1])], 26, 18), INK, 5)
    sheet.stroke([[summit, between(summit, touch, 1.45)]], VERMILION, 9)
    sheet.fill([[summit, *arc(summit, 300, 90, 90 + bearing)]], VERMILION, None, 0.3)
    sheet.stroke([arc(summit, 300, 90, 90 + bearing)], VERMILION, 5)
    sheet.fill([circle(summit, 20), circle(touch, 20)], INK)


def biruni_mountain(sheet: Sheet, summit: Point) -> None:
    """Print the mountain that stands on the curve of the Earth."""
    x = summit[0]
    left = [(x - 390, 600.0), (x - 250, 450), (x - 190, 420), (x - 90, 290)]
    right = [(x + 60, 300), (x + 120, 370), (x + 210, 430), (x + 390, 600)]
    shape = [*left, summit, *right]
    dark = [summit, *right, (x + 60, 600), (x - 20, 470), (x + 30, 360)]
    sheet.fill([shape], CLAY)
    sheet.fill([dark], UMBER)
    sheet.stroke(hatch(65, 10), CREAM, 1.5, sheet.mask([shape]), 0.4)
    sheet.stroke([shape], INK, 4)
