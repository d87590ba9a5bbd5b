"""What the sitters wear: collars, scarves, knitting, beads and spectacles."""

from __future__ import annotations

from demo.draw.bust import (
    MIDDLE,
    whole,
)
from demo.draw.geometry import Path, arc, circle, closed, mirror, smooth, trace
from demo.draw.grain import Mask, both
from demo.draw.ink import Sheet
from demo.draw.motifs import (
    hatch,
)
from demo.draw.palette import (
    CREAM,
    INK,
)


def head_band(sheet: Sheet, crown: Path, colour: str, stripe: str) -> None:
    """Print a striped band round a head of hair."""
    upper = whole(smooth(trace("200,318 330,222 450,196")))
    lower = whole(smooth(trace("200,396 340,286 450,262")))
    cloth = both(sheet.mask([[*upper, *reversed(lower)]]), sheet.mask([crown]))
    sheet.wash(cloth, colour)
    sheet.stroke(hatch(60, 26), stripe, 7, cloth)
    sheet.stroke([upper, lower], INK, 4, sheet.mask([crown]))


def spectacles(sheet: Sheet, radius: float, colour: str = INK) -> None:
    """Print round spectacles."""
    lenses = [circle((x, 388), radius) for x in (396, 508)]
    sheet.fill(lenses, CREAM, None, 0.22)
    bridge = arc((452, 392), 22, -70, 70)
    arms = [[(396 - radius, 384), (334, 376)], [(508 + radius, 384), (568, 376)]]
    sheet.stroke([*lenses, bridge, *arms], colour, 6)


def lapels(sheet: Sheet, shirt: str, lapel: str) -> None:
    """Print an open jacket over a shirt."""
    sheet.fill([whole([(384, 640), (450, 860)])], shirt)
    left = trace("388,628 330,664 300,760 350,770 430,910 452,910")
    for shape in (left, mirror(left, MIDDLE)):
        sheet.outlined([shape], lapel)


def roll_neck(sheet: Sheet, colour: str, coat: str) -> None:
    """Print a ribbed high collar over the neck."""
    sheet.fill([whole([(388, 612), (330, 662), (450, 772)])], coat)
    collar = whole(smooth(trace("382,572 372,620 366,668 410,690 450,694")))
    sheet.fill([collar], colour)
    sheet.stroke(hatch(90, 13), INK, 2.5, sheet.mask([collar]), 0.5)
    sheet.stroke([closed(collar)], INK, 4)


def scarf(sheet: Sheet, colour: str, stripe: str) -> None:
    """Print a scarf wound about the neck with one end hanging."""
    end = trace("500,680 600,670 620,920 510,920")
    wrap = whole(smooth(trace("384,590 330,640 340,700 450,740")))
    for shape, angle in ((end, 4), (wrap, 10)):
        sheet.fill([shape], colour)
        sheet.stroke(hatch(angle, 46), stripe, 13, sheet.mask([shape]))
        sheet.stroke([closed(shape)], INK, 4)


def knit(sheet: Sheet, torso: Mask, colour: str, gap: float) -> None:
    """Print the ribs of a knitted garment."""
    sheet.stroke(hatch(90, gap), colour, 3, torso, 0.55)


def open_collar(sheet: Sheet, skin: str, collar: str) -> None:
    """Print a shirt collar open at the throat."""
    sheet.fill([whole([(392, 600), (384, 650), (450, 770)])], skin)
    left = trace("392,616 344,652 372,760 450,764 396,672")
    for shape in (left, mirror(left, MIDDLE)):
        sheet.outlined([shape], collar)


def beads(sheet: Sheet, colour: str, radius: float) -> None:
    """Print a necklace."""
    row = smooth(trace("368,660 392,716 450,744 508,716 532,660"))
    spots = [circle(row[i], radius) for i in range(0, len(row), 4)]
    sheet.outlined(spots, colour, 2)


def earrings(sheet: Sheet, colour: str) -> None:
    """Print a pair of drop earrings."""
    drops = [circle((x, 480), 15, 1.5) for x in (330, 570)]
    sheet.outlined(drops, colour, 3)
