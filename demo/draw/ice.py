"""The picture of a ship that lets itself be frozen in."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from demo.draw.geometry import (
    Path,
    Point,
    between,
    box,
    circle,
    closed,
    down_to,
    polar,
    ridge,
    shift,
    smooth,
    trace,
    turn,
    waver,
)
from demo.draw.grain import tone
from demo.draw.ink import Sheet
from demo.draw.lines import ribbon
from demo.draw.motifs import (
    TALL,
    WIDE,
    stars,
)
from demo.draw.palette import (
    CREAM,
    DEEP,
    FOAM,
    INK,
    LINEN,
    NIGHT,
    OCHRE,
    SAGE,
    SEA,
    SLATE,
    STONE,
    TEAL,
    VERMILION,
)
from demo.draw.registry import picture

Lean = Callable[[Path], list[Point]]


@picture("the-ship-that-let-the-ice-take-it", NIGHT)
def ship_in_ice(sheet: Sheet) -> None:
    """Draw a three-master held in pack ice under the aurora."""
    for i, (level, colour) in enumerate(((430, SAGE), (330, SEA), (520, TEAL))):
        aurora(sheet, level, colour, 51 + i)
    sheet.fill(stars(240, 700, 5), CREAM)
    far = ridge(800, 16, 9, 24)
    sheet.fill([down_to(far, TALL)], SLATE)
    sheet.fill([down_to(shift(ridge(812, 9, 4, 40), 0, 14), TALL)], SEA)
    polar_ship(sheet, (960, 872))
    pack_ice(sheet)


def aurora(sheet: Sheet, level: float, colour: str, seed: int) -> None:
    """Print one curtain of northern light as fine upright strokes."""
    wave, tall = waver(seed, 4), waver(seed + 9, 30)
    strokes: list[Path] = []
    for x in range(-10, WIDE + 10, 13):
        foot = (x, level + 110 * wave(x / WIDE / 1.2))
        tip = (x + 30, foot[1] - 250 - 110 * tall(x / WIDE))
        strokes += [[foot, tip], [foot, between(foot, tip, 0.45)]]

    def glow(x: float, y: float) -> float:
        return 1 - abs(y - level + 90 - 110 * wave(x / WIDE / 1.2)) / 230

    sheet.wash(tone(sheet.size, glow), colour, None, 0.3)
    sheet.stroke(strokes, colour, 3, None, 0.8)


def pack_ice(sheet: Sheet) -> None:
    """Print floes that grow towards the viewer, with shaded edges."""
    random = Random(17)
    for row in range(9):
        depth = (row / 8) ** 1.5
        y, size = 906 + 380 * depth, 70 + 250 * depth
        x = -random.uniform(0, size)
        while x < WIDE + size:
            place = (x, y + random.uniform(-8, 8))
            floe(sheet, place, size * random.uniform(0.8, 1.15), random)
            x += size * 1.5


def floe(sheet: Sheet, place: Point, size: float, random: Random) -> None:
    """Print one angular floe, sometimes tipped up."""
    turns = sorted(random.uniform(0, math.tau) for _ in range(8))
    top = [(size * math.cos(t), size * 0.3 * math.sin(t)) for t in turns]
    if random.random() < 0.3:
        top = turn(top, (0, 0), random.uniform(-24, 24))
    top = shift(top, *place)
    sheet.fill([shift(top, 0, size * 0.13)], DEEP)
    sheet.fill([top], random.choice((CREAM, LINEN, FOAM, CREAM)))
    sheet.stroke([closed(top)], INK, 1 + size / 140, None, 0.8)


def polar_ship(sheet: Sheet, place: Point) -> None:
    """Print the ship, leaning a little, its lamps lit."""

    def lean(path: Path) -> list[Point]:
        return turn(shift(path, *place), place, 5)

    for x, height in ((-230, 480), (30, 570)):
        gaff_mast(sheet, lean, x, height)
    square_mast(sheet, lean, 270, 520)
    deck_windmill(sheet, lean, (-96, -190))
    rigging = trace("-390,-120 -230,-540 30,-640 270,-560 600,-230 270,-400")
    sheet.stroke([lean(rigging)], LINEN, 2.5)
    sheet.stroke([lean([(620, -240), (400, -130)])], INK, 14)
    polar_hull(sheet, lean)


def polar_hull(sheet: Sheet, lean: Lean) -> None:
    """Print a round wooden hull with its deck houses and lit ports."""
    keel = smooth(trace("-400,-120 -380,-20 -340,70 0,96 330,70 420,-60 480,-150"))
    deck = smooth(trace("480,-150 300,-104 0,-84 -250,-96 -400,-120"))
    houses = [box(-330, -170, -190, -104), box(60, -150, 150, -90)]
    sheet.fill([lean(shape) for shape in ([*keel, *deck], *houses)], INK)
    sheet.stroke([lean(shift(deck, 0, 26))], OCHRE, 5)
    sheet.stroke([lean(deck)], LINEN, 4)
    windows = [box(-300, -150, -268, -124), box(-244, -150, -212, -124)]
    lamps = [circle((x, -40), 13) for x in (-300, -200, -100, 180)]
    sheet.fill([lean(light) for light in (*windows, *lamps)], OCHRE)


def bare_mast(sheet: Sheet, lean: Lean, x: float, height: float) -> None:
    """Print a mast and its shrouds."""
    top = -80 - height
    sheet.fill([lean(ribbon([(x, -60), (x, top)], 20, 6))], INK)
    sheet.stroke([lean([(x, -100), (x, top)])], STONE, 2)
    shrouds = [[(x, top + 120), (x + side, -90)] for side in (-80, -55, 55, 80)]
    sheet.stroke([lean(shroud) for shroud in shrouds], LINEN, 2, None, 0.8)


def square_mast(sheet: Sheet, lean: Lean, x: float, height: float) -> None:
    """Print the foremast with sails furled on its yards."""
    bare_mast(sheet, lean, x, height)
    for share, reach in ((0.42, 160), (0.64, 126), (0.84, 90)):
        y = -80 - height * share
        sheet.fill([lean(ribbon([(x - reach, y), (x + reach, y)], 11, 11))], INK)
        furled = smooth([(x - reach * 0.9, y), (x, y + 14), (x + reach * 0.9, y)])
        sheet.fill([lean(ribbon(furled, 17, 17))], LINEN)


def gaff_mast(sheet: Sheet, lean: Lean, x: float, height: float) -> None:
    """Print a mast with its sail brailed up between gaff and boom."""
    bare_mast(sheet, lean, x, height)
    throat, peak = (x - 4, -80 - height * 0.62), (x - 130, -80 - height * 0.84)
    foot = smooth([throat, (x - 26, -300), (x - 22, -150)])
    sheet.fill([lean(ribbon(foot, 34, 20))], LINEN)
    sheet.fill([lean(ribbon([throat, peak], 13, 9))], INK)
    sheet.fill([lean(ribbon([(x, -132), (x - 176, -146)], 13, 9))], INK)
    furled = [(x - 8, -146), (x - 160, -160)]
    sheet.fill([lean(ribbon(furled, 20, 14))], LINEN)


def deck_windmill(sheet: Sheet, lean: Lean, hub: Point) -> None:
    """Print the windmill that drove the dynamo for the lamps."""
    legs = [[hub, (hub[0] + side, -80)] for side in (-22, 22)]
    sheet.stroke([lean(leg) for leg in legs], OCHRE, 6)
    for bearing in (30, 120, 210, 300):
        blade = [hub, polar(hub, 74, bearing - 11), polar(hub, 74, bearing + 11)]
        sheet.fill([lean(blade)], VERMILION)
    sheet.fill([lean(circle(hub, 9))], OCHRE)
