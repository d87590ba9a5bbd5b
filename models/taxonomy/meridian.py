"""The magazine's motif: lines of longitude as a globe seen from afar shows them."""

import math
from collections.abc import Iterator

STEP = 6  # degrees


def meridians(west: int, east: int) -> Iterator[tuple[float, bool]]:
    """From left to right: where each line stands, 0 to 1, and whether it is within.

    They stand as wide apart as on a globe seen from above the prime meridian.
    """
    for degree in range(-180, 181, STEP):
        across = 0.5 + 0.5 * math.sin(math.radians(degree / 2))
        yield across, _is_within(degree, west, east)


def _is_within(degree: int, west: int, east: int) -> bool:
    """Some regions lie across the date line: their west is east of their east."""
    if west <= east:
        return west <= degree <= east
    return degree >= west or degree <= east
