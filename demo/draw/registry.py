"""The list of pictures, filled by a decorator on the functions that draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from demo.draw.grain import Size
from demo.draw.ink import Sheet
from demo.draw.palette import PAPER

Draw = Callable[[Sheet], None]
LEAD_SIZE: Final = (1920, 1280)
PORTRAIT_SIZE: Final = (900, 900)


@dataclass(frozen=True)
class Picture:
    """One picture to print: its sheet and the function that draws on it."""

    size: Size
    ground: str
    draw: Draw


PICTURES: Final[dict[str, Picture]] = {}


def picture(
    slug: str, ground: str = PAPER, size: Size = LEAD_SIZE
) -> Callable[[Draw], Draw]:
    """Register the function that draws the picture of this name."""

    def register(draw: Draw) -> Draw:
        PICTURES[slug] = Picture(size, ground, draw)
        return draw

    return register
