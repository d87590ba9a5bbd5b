"""The printing toolbox: a sheet of paper that takes plates of ink."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Final

from PIL import Image, ImageChops, ImageDraw

from demo.draw.geometry import Path, Point, bounds, closed
from demo.draw.grain import (
    Mask,
    Size,
    both,
    crayon,
    flecks,
    paper_grain,
    tone,
)
from demo.draw.palette import INK, PAPER

Box = tuple[int, int, int, int]
OVERSAMPLING: Final = 3


def _enlarged(path: Path, left: float, top: float) -> list[Point]:
    """Return a path in the coordinates of an oversampled plate."""
    return [((x - left) * OVERSAMPLING, (y - top) * OVERSAMPLING) for x, y in path]


class Sheet:
    """A sheet of paper that takes one plate of ink after another."""

    def __init__(self, size: Size, ground: str = PAPER) -> None:
        """Lay an evenly coloured sheet."""
        self.size = size
        self.image = Image.new("RGB", size, ground)

    def _box(self, paths: list[Path], margin: float, clip: Mask | None) -> Box:
        """Return the part of the sheet some paths touch inside a clip."""
        left, top, right, bottom = bounds(paths)
        limit = (clip.getbbox() or (0, 0, 0, 0)) if clip else (0, 0, *self.size)
        return (
            max(limit[0], math.floor(left - margin)),
            max(limit[1], math.floor(top - margin)),
            min(limit[2], math.ceil(right + margin) + 1),
            min(limit[3], math.ceil(bottom + margin) + 1),
        )

    def _plate(
        self, paths: list[Path], width: float, clip: Mask | None = None
    ) -> tuple[Mask, Box] | None:
        """Draw filled paths, or lines of a width, on a plate of their own."""
        area = self._box(paths, width, clip) if paths else (0, 0, 0, 0)
        across, along = area[2] - area[0], area[3] - area[1]
        if across <= 0 or along <= 0:
            return None
        plate = Image.new("L", (across * OVERSAMPLING, along * OVERSAMPLING))
        pen = ImageDraw.Draw(plate)
        thick = max(1, round(width * OVERSAMPLING))
        for path in (_enlarged(path, area[0], area[1]) for path in paths):
            if width:
                pen.line(path, 255, thick, "curve" if thick > 5 else None)
            else:
                pen.polygon(path, 255)
        return plate.reduce(OVERSAMPLING), area

    def _press(
        self, plate: Mask, area: Box, colour: str, clip: Mask | None, strength: float
    ) -> None:
        """Print a plate in a colour, inside a clip and as strong as asked."""
        if clip is not None:
            plate = both(plate, clip.crop(area))
        if strength < 1:
            plate = plate.point([round(grey * strength) for grey in range(256)])
        self.image.paste(colour, area, plate)

    def fill(
        self,
        paths: Iterable[Path],
        colour: str = INK,
        clip: Mask | None = None,
        strength: float = 1,
    ) -> None:
        """Print solid shapes."""
        made = self._plate(list(paths), 0, clip)
        if made:
            self._press(*made, colour, clip, strength)

    def stroke(
        self,
        paths: Iterable[Path],
        colour: str = INK,
        width: float = 2,
        clip: Mask | None = None,
        strength: float = 1,
    ) -> None:
        """Print lines."""
        made = self._plate(list(paths), width, clip)
        if made:
            self._press(*made, colour, clip, strength)

    def outlined(
        self, paths: Iterable[Path], colour: str, width: float = 4, line: str = INK
    ) -> None:
        """Print solid shapes with a line round each."""
        shapes = list(paths)
        self.fill(shapes, colour)
        self.stroke([closed(shape) for shape in shapes], line, width)

    def wash(
        self,
        shade: Mask,
        colour: str = INK,
        clip: Mask | None = None,
        strength: float = 1,
    ) -> None:
        """Print a tone that covers the whole sheet."""
        self._press(shade, (0, 0, *self.size), colour, clip, strength)

    def crayon(
        self,
        shade: Callable[[float, float], float],
        colour: str = INK,
        clip: Mask | None = None,
        strength: float = 1,
    ) -> None:
        """Print a stippled tone given as a function of x and y."""
        self.wash(crayon(tone(self.size, shade)), colour, clip, strength)

    def mask(self, paths: Iterable[Path]) -> Mask:
        """Return shapes as a mask for clipping."""
        whole = Image.new("L", self.size)
        made = self._plate(list(paths), 0)
        if made:
            whole.paste(made[0], made[1])
        return whole

    def finish(self) -> Image.Image:
        """Return the printed sheet with the paper showing through."""
        self.image.paste(PAPER, (0, 0), flecks(self.size))
        return ImageChops.multiply(self.image, paper_grain(self.size))
