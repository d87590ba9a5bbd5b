"""Paths on the sheet: arcs, curves, ribbons, ridges and other plain geometry."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from random import Random

Point = tuple[float, float]
Path = Sequence[Point]


def trace(text: str) -> list[Point]:
    """Read a path from words of the form x,y."""
    pairs = (word.split(",") for word in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def closed(path: Path) -> list[Point]:
    """Bring a path back to its start."""
    return [*path, path[0]]


def between(start: Point, end: Point, share: float) -> Point:
    """Return the point a share of the way from start to end."""
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )


def polar(centre: Point, radius: float, degrees: float) -> Point:
    """Return the point at a bearing counted clockwise from the top."""
    angle = math.radians(degrees)
    return (
        centre[0] + radius * math.sin(angle),
        centre[1] - radius * math.cos(angle),
    )


def arc(
    centre: Point, radius: float, start: float, end: float, squash: float = 1
) -> list[Point]:
    """Trace a circular arc between two bearings, flattened by squash."""
    steps = max(8, int(abs(end - start) / 3))
    turns = (start + (end - start) * step / steps for step in range(steps + 1))
    points = (polar((0, 0), radius, turn) for turn in turns)
    return [(centre[0] + x, centre[1] + y * squash) for x, y in points]


def circle(centre: Point, radius: float, squash: float = 1) -> list[Point]:
    """Trace a whole circle or flattened circle."""
    return arc(centre, radius, 0, 360, squash)


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """Trace an upright rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def shift(path: Path, right: float, down: float) -> list[Point]:
    """Move a path."""
    return [(x + right, y + down) for x, y in path]


def scale(path: Path, factor: float, down: float | None = None) -> list[Point]:
    """Enlarge a path about the origin, with its own factor downwards if given."""
    return [(x * factor, y * (factor if down is None else down)) for x, y in path]


def mirror(path: Path, axis: float) -> list[Point]:
    """Reflect a path in the upright line at axis."""
    return [(2 * axis - x, y) for x, y in path]


def turn(path: Path, centre: Point, degrees: float) -> list[Point]:
    """Turn a path clockwise about a centre."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    offsets = ((x - centre[0], y - centre[1]) for x, y in path)
    return [
        (centre[0] + x * cosine - y * sine, centre[1] + x * sine + y * cosine)
        for x, y in offsets
    ]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    """Evaluate one coordinate of a Catmull-Rom curve between b and c."""
    cubic = (3 * b - a - 3 * c + d) * t
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + cubic))


def _bend(four: Sequence[Point], t: float) -> Point:
    """Return a point of the curve between the second and third of four knots."""
    a, b, c, d = four
    return _spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)


def _through(knots: list[Point], steps: int) -> list[Point]:
    """Draw a curve through all knots but the first and the last."""
    fours = (knots[i : i + 4] for i in range(len(knots) - 3))
    return [_bend(four, step / steps) for four in fours for step in range(steps)]


def smooth(path: Path, steps: int = 12) -> list[Point]:
    """Draw a flowing curve from the first point to the last."""
    return [*_through([path[0], *path, path[-1]], steps), path[-1]]


def loop(path: Path, steps: int = 12) -> list[Point]:
    """Draw a flowing closed curve through the points."""
    return _through([path[-1], *path, *path[:2]], steps)


def waver(seed: int, harmonics: int = 6) -> Callable[[float], float]:
    """Return a smooth random function of period 1 with values about -1 to 1."""
    random = Random(seed)
    waves = [
        (order, random.random() * math.tau, random.uniform(0.5, 1) / order**0.8)
        for order in range(1, harmonics + 1)
    ]
    size = sum(height for _, _, height in waves) / 1.6
    return lambda t: (
        sum(high * math.sin(n * t * math.tau + phase) for n, phase, high in waves)
        / size
    )


def blob(
    centre: Point, radius: float, rough: float, seed: int, squash: float = 1
) -> list[Point]:
    """Trace an uneven closed shape, like a lake or an island."""
    wave = waver(seed, 9)
    reach = [radius * (1 + rough * wave(step / 240)) for step in range(240)]
    points = (polar((0, 0), far, step * 1.5) for step, far in enumerate(reach))
    return [(centre[0] + x, centre[1] + y * squash) for x, y in points]


def ridge(
    level: float, height: float, seed: int, harmonics: int = 9, width: float = 1920
) -> list[Point]:
    """Trace a skyline from one side of the sheet to the other."""
    wave = waver(seed, harmonics)
    return [
        (x, level - height * wave(x / width / 1.3))
        for x in range(-10, int(width) + 20, 10)
    ]


def down_to(path: Path, bottom: float) -> list[Point]:
    """Close a skyline into the ground beneath it."""
    return [*path, (path[-1][0], bottom), (path[0][0], bottom)]


def bounds(paths: Iterable[Path]) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom of some paths."""
    points = [point for path in paths for point in path]
    across, along = [x for x, _ in points], [y for _, y in points]
    return min(across), min(along), max(across), max(along)
