"""Heights on a coarse grid and the contour lines through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from typing import Final

from PIL import Image, ImageFilter

from demo.draw.geometry import Point
from demo.draw.grain import Mask, Size, noise

CELL: Final = 13
Segment = tuple[Point, Point]
Corner = tuple[float, float, float]


@dataclass(frozen=True)
class Field:
    """Heights at the corners of square cells."""

    columns: int
    cell: float
    heights: Sequence[float]

    def rows(self) -> Iterator[list[Corner]]:
        """Return each row of corners as x, y and height."""
        for start in range(0, len(self.heights), self.columns):
            y = start // self.columns * self.cell
            row = self.heights[start : start + self.columns]
            yield [(x * self.cell, y, high) for x, high in enumerate(row)]


def _grid(size: Size) -> Size:
    """Return the columns and rows that cover a sheet."""
    return int(size[0] / CELL) + 2, int(size[1] / CELL) + 2


def surface(size: Size, height: Callable[[float, float], float]) -> Field:
    """Return the heights given by a function of x and y."""
    columns, rows = _grid(size)
    heights = [height(x * CELL, y * CELL) for y in range(rows) for x in range(columns)]
    return Field(columns, CELL, heights)


def rolling(size: Size, scales: Sequence[float], seed: int) -> Field:
    """Return gentle hills of some scales in pixels, the larger the higher."""
    grid = _grid(size)
    layers = [
        noise(grid, across / CELL, seed + i).tobytes()
        for i, across in enumerate(scales)
    ]
    shares = [across / sum(scales) / 255 for across in scales]
    heights = [sum(map(mul, greys, shares)) for greys in zip(*layers, strict=True)]
    return Field(grid[0], CELL, heights)


def summed(first: Field, second: Field) -> Field:
    """Return one field of heights on top of another."""
    pairs = zip(first.heights, second.heights, strict=True)
    return Field(first.columns, first.cell, [one + other for one, other in pairs])


def _crossing(low: Corner, high: Corner, level: float) -> Point:
    """Return where the line between two corners reaches a level."""
    share = (level - low[2]) / (high[2] - low[2])
    return (low[0] + (high[0] - low[0]) * share, low[1] + (high[1] - low[1]) * share)


def _cut(corners: tuple[Corner, ...], level: float) -> Segment | None:
    """Return the piece of a contour in one triangle."""
    above = [corner for corner in corners if corner[2] >= level]
    below = [corner for corner in corners if corner[2] < level]
    if not above or not below:
        return None
    lone, pair = (above[0], below) if len(above) == 1 else (below[0], above)
    return _crossing(lone, pair[0], level), _crossing(lone, pair[1], level)


def _triangles(field: Field) -> Iterator[tuple[Corner, ...]]:
    """Return the two triangles of every cell."""
    for upper, lower in pairwise(field.rows()):
        for (a, b), (c, d) in zip(pairwise(upper), pairwise(lower), strict=True):
            yield a, b, c
            yield d, b, c


def contours(field: Field, interval: float) -> list[Segment]:
    """Return the contour lines of a field, as many short pieces."""
    pieces: list[Segment] = []
    for corners in _triangles(field):
        heights = [corner[2] for corner in corners]
        first, last = int(min(heights) // interval), int(max(heights) // interval)
        for step in range(first + 1, last + 1):
            piece = _cut(corners, step * interval)
            if piece:
                pieces.append(piece)
    return pieces


def shores(shape: Mask, blur: float, cell: float = 12) -> Field:
    """Return heights that fall away smoothly from the edge of a shape."""
    columns, rows = int(shape.width / cell) + 1, int(shape.height / cell) + 1
    small = shape.resize((columns, rows), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(blur / cell))
    return Field(columns, cell, [grey / 255 for grey in soft.tobytes()])
