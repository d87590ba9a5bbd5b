"""Pictures of what towns keep: railway clocks and manuscripts."""

from __future__ import annotations

from random import Random

from demo.draw.geometry import (
    Path,
    Point,
    box,
    circle,
    down_to,
    mirror,
    polar,
    ridge,
    smooth,
    trace,
)
from demo.draw.grain import both
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.motifs import (
    TALL,
    WIDE,
    hatch,
    hills,
    rules,
)
from demo.draw.palette import (
    CLAY,
    CREAM,
    FOREST,
    INDIGO,
    INK,
    LINEN,
    MOSS,
    OCHRE,
    RUST,
    SAGE,
    SAND,
    STONE,
    UMBER,
    VERMILION,
    WHEAT,
)
from demo.draw.registry import picture


@picture("when-railways-taught-towns-the-time", LINEN)
def railway_time(sheet: Sheet) -> None:
    """Draw station clocks keeping one time along a railway."""
    sheet.stroke(rules(0, 700, 8, 1.04), INDIGO, 1.5, None, 0.35)
    hills(sheet, (SAND, SAGE, MOSS, WHEAT), 700, 900, 31)
    track = smooth(trace("1710,742 1640,790 1400,840 1240,900 1130,1060 1060,1340"))
    railway(sheet, track)
    clocks = (
        ((1560, 640), 50, 776, 250),
        ((1330, 560), 100, 838, 95),
        ((1040, 480), 165, 990, 15),
        ((440, 540), 330, 1300, 320),
    )
    for centre, radius, foot, local in clocks:
        station_clock(sheet, centre, radius, foot, local)


def railway(sheet: Sheet, track: Path) -> None:
    """Print a curving track that widens towards the viewer."""
    count = len(track) - 1
    widths = [4 + 330 * (i / count) ** 2.4 for i in range(count + 1)]
    bed = [(x - w * 0.75, y) for (x, y), w in zip(track, widths, strict=True)]
    other = [(x + w * 0.75, y) for (x, y), w in zip(track, widths, strict=True)]
    sheet.fill([[*bed, *reversed(other)]], STONE)
    for (x, y), width in zip(track, widths, strict=True):
        tie = box(x - width * 0.62, y, x + width * 0.62, y + max(1.5, width * 0.05))
        sheet.fill([tie], UMBER)
    for side in (-0.42, 0.42):
        outer = [
            (x + w * (side - 0.03), y) for (x, y), w in zip(track, widths, strict=True)
        ]
        inner = [
            (x + w * (side + 0.03), y) for (x, y), w in zip(track, widths, strict=True)
        ]
        sheet.fill([[*outer, *reversed(inner)]], VERMILION)
    sheet.stroke([bed, other], INK, 2, None, 0.6)


def station_clock(
    sheet: Sheet, centre: Point, radius: float, foot: float, local: float
) -> None:
    """Print a clock on its post; a faint hand shows the town's own time."""
    post = box(centre[0] - radius * 0.1, centre[1], centre[0] + radius * 0.1, foot)
    sheet.fill([post, circle(centre, radius * 1.12)], INK)
    sheet.fill([circle(centre, radius)], CREAM)
    sheet.stroke([circle(centre, radius * 0.93)], INK, radius * 0.012)
    for minute in range(0, 360, 6):
        hour = minute % 30 == 0
        mark = [
            polar(centre, radius * s, minute) for s in (0.78 if hour else 0.86, 0.93)
        ]
        sheet.stroke([mark], INK, radius * (0.045 if hour else 0.015))
    clock_hand(sheet, centre, radius * 0.74, local, STONE)
    clock_hand(sheet, centre, radius * 0.5, 304, INK)
    clock_hand(sheet, centre, radius * 0.8, 48, VERMILION)
    sheet.fill([circle(centre, radius * 0.075)], INK)


def clock_hand(
    sheet: Sheet, centre: Point, length: float, bearing: float, colour: str
) -> None:
    """Print one tapering hand."""
    path = [polar(centre, length * 0.18, bearing + 180), polar(centre, length, bearing)]
    sheet.fill([ribbon(path, length * 0.11, length * 0.035)], colour)


@picture("the-libraries-of-timbuktu", SAND)
def timbuktu(sheet: Sheet) -> None:
    """Draw a mud-brick tower before the sun, with manuscripts stacked in front."""
    sheet.stroke(rules(0, 1000, 9, 1.03), RUST, 1.5, None, 0.4)
    sheet.fill([circle((1240, 430), 330)], VERMILION)
    sheet.fill([down_to(ridge(850, 10, 4, 5), TALL)], WHEAT)
    for left, top, right in ((60, 690, 470), (380, 620, 900), (1560, 660, 1990)):
        mud_house(sheet, left, top, right, 900)
    mud_tower(sheet, 1240, 180, 960)
    sheet.fill([box(0, 940, WIDE, TALL)], UMBER)
    sheet.stroke(hatch(0, 15), OCHRE, 1.5, sheet.mask([box(0, 960, WIDE, TALL)]), 0.5)
    manuscripts(sheet, 70, 1240, 590, 7, 5)
    manuscripts(sheet, 730, 1240, 470, 4, 9)
    manuscripts(sheet, 1310, 1240, 540, 6, 2)


def mud_house(
    sheet: Sheet, left: float, top: float, right: float, bottom: float
) -> None:
    """Print a flat-roofed house with a parapet of rounded points."""
    wall = box(left, top, right, bottom)
    points = [circle((x, top), 20, 1.5) for x in range(int(left) + 24, int(right), 62)]
    sheet.fill([wall, *points], CLAY)
    shade = sheet.mask([box(left + (right - left) * 0.62, top, right, bottom)])
    sheet.stroke(hatch(90, 8), UMBER, 2, shade, 0.6)
    doors = [
        box(x, top + 90, x + 34, top + 150)
        for x in range(int(left) + 60, int(right) - 60, 120)
    ]
    sheet.fill(doors, INK)


def mud_tower(sheet: Sheet, middle: float, top: float, bottom: float) -> None:
    """Print a tapering minaret bristling with beams."""
    outline = "-200,1 -165,0.35 -96,0.04 -40,-0.05 0,-0.08"
    tall = bottom - top
    left = smooth([(middle + x, top + y * tall) for x, y in trace(outline)])
    shape = [*left, *reversed(mirror(left, middle))]
    sheet.fill([shape], OCHRE)
    side = both(sheet.mask([shape]), sheet.mask([box(middle + 40, 0, WIDE, bottom)]))
    sheet.wash(side, CLAY)
    sheet.stroke(hatch(90, 10), UMBER, 2.5, side, 0.7)
    sheet.stroke([shape], INK, 4)
    for row in range(6):
        beams(sheet, middle, top + 70 + row * 105, 84 + row * 17, row + 3)
    sheet.fill([box(middle - 34, bottom - 170, middle + 34, bottom)], INK)


def beams(sheet: Sheet, middle: float, level: float, reach: float, count: int) -> None:
    """Print a row of beam ends across a tower."""
    gap = 2 * reach / (count - 1)
    spots = [middle - reach + gap * k for k in range(count)]
    sheet.fill([box(x - 16, level, x + 16, level + 15) for x in spots], INK)


def manuscripts(
    sheet: Sheet, left: float, bottom: float, width: float, count: int, seed: int
) -> None:
    """Print a stack of manuscripts of different sizes."""
    random = Random(seed)
    for _ in range(count):
        thick, near = random.uniform(46, 76), left + random.uniform(0, 60)
        far = left + width - random.uniform(0, 70)
        leather = random.choice((RUST, CLAY, INK, FOREST, OCHRE))
        strap = near + (far - near) * random.uniform(0.3, 0.7)
        manuscript(sheet, box(near, bottom - thick, far, bottom), leather)
        band = box(strap, bottom - thick - 2, strap + 26, bottom + 2)
        sheet.fill([band], leather)
        bottom -= thick


def manuscript(sheet: Sheet, cover: list[Point], leather: str) -> None:
    """Print one manuscript in its leather cover, the leaves showing."""
    (near, top), (far, bottom) = cover[0], cover[2]
    pages = box(near + 12, top + 9, far - 5, bottom - 9)
    sheet.outlined([cover], leather, 3)
    sheet.fill([pages], CREAM)
    leaves = [[(near, y), (far, y)] for y in range(int(top), int(bottom), 6)]
    sheet.stroke(leaves, UMBER, 1.5, sheet.mask([pages]), 0.7)
