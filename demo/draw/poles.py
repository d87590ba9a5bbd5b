"""Pictures of the ends of the Earth: a claimed continent and a restless north."""

from __future__ import annotations

import math

from demo.draw.coasts import ANTARCTICA, ARCTIC_LANDS
from demo.draw.geometry import Path, Point, circle, closed, polar, smooth, trace
from demo.draw.globe import PolarMap
from demo.draw.ink import Sheet
from demo.draw.lines import walk
from demo.draw.motifs import (
    hatch,
    rounds,
)
from demo.draw.palette import (
    CREAM,
    DEEP,
    FOAM,
    INDIGO,
    INK,
    LINEN,
    OCHRE,
    PAPER,
    SAGE,
    SAND,
    SEA,
    SLATE,
    STONE,
    TEAL,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture
from demo.draw.terrain import contours, rolling, shores, summed, surface


@picture("a-continent-without-an-owner", DEEP)
def antarctica(sheet: Sheet) -> None:
    """Draw a white continent from which coloured sectors fade away."""
    chart = PolarMap((960, 650), 22.5, south=True)
    land = chart.land(ANTARCTICA)
    sheet.stroke(contours(shores(sheet.mask([land]), 120), 0.055), SEA, 2, None, 0.4)
    claims = ((-150, 16), (-80, -20), (-44, 20), (44, 136), (142, 160), (160, 210))
    colours = (SAGE, VERMILION, WHEAT, OCHRE, SEA, SAND)
    for span, colour in zip(claims, colours, strict=True):
        claim(sheet, chart, span, colour)
    ice_sheet(sheet, land, chart.centre)
    sheet.stroke(chart.graticule(), INK, 1.5, None, 0.4)
    sheet.stroke([closed(land)], INK, 4)
    pole(sheet, chart.centre)


def ice_sheet(sheet: Sheet, land: Path, centre: Point) -> None:
    """Print ice that whitens towards the pole, with its contours."""
    sheet.fill([land], CREAM, None, 0.55)
    for reach in range(450, 200, -60):
        sheet.fill([land], CREAM, sheet.mask([circle(centre, reach)]), 0.35)
    summit = (1060.0, 600.0)
    dome = surface(sheet.size, lambda x, y: -math.dist((x, y), summit) / 420)
    ice = summed(dome, rolling(sheet.size, (300,), 33))
    sheet.stroke(contours(ice, 0.09), TEAL, 2, sheet.mask([land]), 0.6)


def claim(sheet: Sheet, chart: PolarMap, span: tuple[int, int], colour: str) -> None:
    """Print a claimed sector that weakens towards the open sea."""
    west, east = span
    for i, strength in enumerate((0.95, 0.95, 0.75, 0.5, 0.28)):
        near, far = (0, 17, 20.4, 23.8, 27.2, 30.6)[i : i + 2]
        outer = [chart.place(lon, far - 90) for lon in range(west, east + 1, 2)]
        inner = [chart.place(lon, near - 90) for lon in range(east, west - 1, -2)]
        sheet.fill([[*outer, *inner]], colour, None, strength)


def pole(sheet: Sheet, centre: Point) -> None:
    """Print a ring of small flagstaffs around the pole."""
    sheet.stroke(rounds(centre, (34, 44)), INK, 3)
    sheet.fill([circle(centre, 13)], VERMILION)
    staffs = [[polar(centre, 44, b), polar(centre, 62, b)] for b in range(0, 360, 30)]
    sheet.stroke(staffs, VERMILION, 6)


@picture("where-north-is-today", FOAM)
def where_north_is(sheet: Sheet) -> None:
    """Draw a compass rose and the track of the magnetic pole on an Arctic map."""
    arctic = PolarMap((1200, 520), 26, turned=-88)
    lands = [arctic.land(coast) for coast in ARCTIC_LANDS]
    sheet.fill(lands, LINEN)
    sheet.stroke(hatch(35, 8), STONE, 1.5, sheet.mask(lands), 0.7)
    sheet.stroke([closed(land) for land in lands], SLATE, 3)
    sheet.stroke(arctic.graticule(), DEEP, 1.5, None, 0.6)
    compass_rose(sheet, (500, 760), 430)
    places = trace("-97,70.1 -98.5,73 -101,76 -110,81 -130,84.5")
    track = smooth([arctic.place(*p) for p in (*places, (170, 86.5), (140, 85.8))])
    sheet.stroke([track], CREAM, 16)
    sheet.stroke([track], VERMILION, 9)
    sheet.fill([circle(p, 14) for p, _ in walk(track, 62)], VERMILION)
    sheet.fill([circle(track[-1], 30)], VERMILION)
    sheet.fill([circle(track[-1], 14)], CREAM)
    sheet.fill([circle(arctic.centre, 8)], INK)


def compass_rose(sheet: Sheet, centre: Point, radius: float) -> None:
    """Print a rose of sixteen points, each half dark and half light."""
    sheet.fill([circle(centre, radius * 0.86)], PAPER)
    rings = [radius * share for share in (0.86, 0.82, 0.6, 0.57)]
    sheet.stroke(rounds(centre, rings), INK, 3)
    ticks = range(0, 360, 5)
    sheet.stroke(
        [[polar(centre, radius * s, t) for s in (0.82, 0.86)] for t in ticks], INK, 3
    )
    for offset, step, reach, waist in (
        (22.5, 45, 0.56, 0.16),
        (45, 90, 0.78, 0.18),
        (0, 90, 1, 0.2),
    ):
        for bearing in (offset + step * i for i in range(360 // step)):
            rose_point(sheet, centre, (radius * reach, radius * waist), bearing)
    sheet.fill([circle(centre, radius * 0.06)], INK)


def rose_point(
    sheet: Sheet, centre: Point, size: tuple[float, float], bearing: float
) -> None:
    """Print one point of a compass rose; the northern one is red."""
    tip = polar(centre, size[0], bearing)
    dark = VERMILION if bearing == 0 else INDIGO
    halves = [[centre, polar(centre, size[1], bearing + s), tip] for s in (-22.5, 22.5)]
    sheet.fill(halves[:1], CREAM)
    sheet.fill(halves[1:], dark)
    sheet.stroke([closed(half) for half in halves], INK, 2)
