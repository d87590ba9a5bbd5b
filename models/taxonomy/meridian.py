"""The magazine's motif: lines of longitude on a globe."""

import math
from collections.abc import Iterator

STEP = 6  # degrees


def meridians(west: int, east: int) -> Iterator[tuple[float, bool]]:
    """For each line, from left to right: its position (0 to 1), and whether it is
    within the bounds, in degrees. Projected as on a globe seen from above the prime
    meridian.
    """
    for degree in range(-180, 181, STEP):
        across = 0.5 + 0.5 * math.sin(math.radians(degree / 2))
        yield across, _is_within(degree, west, east)


def _is_within(degree: int, west: int, east: int) -> bool:
    """If `west` exceeds `east`, the region extends across the date line."""
    if west <= east:
        return west <= degree <= east
    return degree >= west or degree <= east
