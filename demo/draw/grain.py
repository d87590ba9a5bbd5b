"""Greys for printing: noise, tones, crayon stipple and the paper grain."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageFilter

Mask = Image.Image
Size = tuple[int, int]
TONE_CELLS: Final = 72


def noise(size: Size, cell: float, seed: int) -> Mask:
    """Return smooth random greys whose features are about one cell wide."""
    columns, rows = int(size[0] / cell) + 2, int(size[1] / cell) + 2
    greys = Random(seed).randbytes(columns * rows)
    small = Image.frombytes("L", (columns, rows), greys)
    return small if cell == 1 else small.resize(size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=2)
def grit(size: Size) -> Mask:
    """Return the even, fine grain of a lithographic stone."""
    fine = noise(size, 1, 11).crop((0, 0, *size))
    coarse = fine.filter(ImageFilter.GaussianBlur(1.2))
    return coarse.point([_steep(grey - 127.5, 2.6) for grey in range(256)])


def _steep(offset: float, slope: float) -> int:
    """Return a grey on a ramp through the middle of the scale."""
    return max(0, min(255, round(127.5 + offset * slope)))


@lru_cache(maxsize=2)
def paper_grain(size: Size) -> Image.Image:
    """Return the near-white texture that multiplies every finished sheet."""
    fibres = Image.blend(noise(size, 3.2, 5), noise(size, 420, 6), 0.45)
    grey = fibres.point([round(243 + grey * 9 / 255) for grey in range(256)])
    return Image.merge("RGB", (grey, grey, grey))


@lru_cache(maxsize=2)
def flecks(size: Size) -> Mask:
    """Return the specks where a solid of ink did not take."""
    specks = noise(size, 2.6, 8)
    return specks.point([max(0, grey - 226) * 3 for grey in range(256)])


def tone(size: Size, shade: Callable[[float, float], float]) -> Mask:
    """Return a smooth tone from a function of x and y with values 0 to 1."""
    cell = size[0] / TONE_CELLS
    rows = math.ceil(size[1] / cell)
    greys = [
        max(0, min(255, int(255 * shade((x + 0.5) * cell, (y + 0.5) * cell))))
        for y in range(rows)
        for x in range(TONE_CELLS)
    ]
    small = Image.frombytes("L", (TONE_CELLS, rows), bytes(greys))
    return small.resize(size, Image.Resampling.BICUBIC)


def crayon(smooth_tone: Mask) -> Mask:
    """Break a smooth tone into the stipple of a lithographer's crayon."""
    mixed = ImageChops.add(smooth_tone, grit(smooth_tone.size), scale=2)
    return mixed.point([_steep(grey - 127.5, 2.6) for grey in range(256)])


def both(first: Mask, second: Mask) -> Mask:
    """Return where two masks overlap."""
    return ImageChops.multiply(first, second)


def without(first: Mask, second: Mask) -> Mask:
    """Return the first mask less the second."""
    return ImageChops.subtract(first, second)
