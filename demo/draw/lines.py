"""Lines with a body: neighbours, ribbons, dashes and spots along a path."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from demo.draw.geometry import (
    Path,
    Point,
    between,
)


def _normal(before: Point, after: Point) -> Point:
    """Return the unit vector square to a direction."""
    across, along = after[0] - before[0], after[1] - before[1]
    length = math.hypot(across, along) or 1
    return (-along / length, across / length)


def beside(path: Path, distances: Sequence[float]) -> list[Point]:
    """Trace a path's neighbour, at its own distance from each point."""
    last = len(path) - 1
    normals = (
        _normal(path[max(0, i - 1)], path[min(last, i + 1)]) for i in range(last + 1)
    )
    return [
        (x + nx * far, y + ny * far)
        for (x, y), (nx, ny), far in zip(path, normals, distances, strict=True)
    ]


def ribbon(path: Path, start: float, end: float) -> list[Point]:
    """Trace a band along a path whose width changes from start to end."""
    last = len(path) - 1
    half = [(start + (end - start) * i / last) / 2 for i in range(last + 1)]
    other = beside(path, [-far for far in half])
    return [*beside(path, half), *reversed(other)]


def walk(path: Path, gap: float) -> list[tuple[Point, float]]:
    """Return evenly spaced points on a path with the path's bearing at each."""
    found: list[tuple[Point, float]] = []
    ahead = 0.0
    for start, end in pairwise(path):
        length = math.dist(start, end)
        bearing = math.degrees(math.atan2(end[0] - start[0], start[1] - end[1]))
        while ahead < length:
            found.append((between(start, end, ahead / length), bearing))
            ahead += gap
        ahead -= length
    return found


def dashes(path: Path, dash: float, gap: float) -> list[list[Point]]:
    """Break a path into dashes."""
    parts = max(2, int(dash // 4))
    spots = [point for point, _ in walk(path, dash / parts)]
    period = parts + max(1, round(gap * parts / dash))
    pieces = (spots[i : i + parts + 1] for i in range(0, len(spots), period))
    return [piece for piece in pieces if len(piece) > 1]
