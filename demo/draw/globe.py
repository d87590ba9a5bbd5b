"""The Earth seen from outside: a globe's graticule and coasts, and polar maps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from demo.draw.geometry import Path, Point, circle, loop, polar

Degrees = tuple[float, float]


@dataclass(frozen=True)
class Globe:
    """A globe drawn as if from infinitely far away, perhaps flattened."""

    centre: Point
    radius: float
    latitude: float = 0
    longitude: float = 0
    squash: float = 1

    def _turned(self, longitude: float, latitude: float) -> tuple[float, float, float]:
        """Return a place on a unit sphere as right, up and towards the viewer."""
        lat, tilt = math.radians(latitude), math.radians(self.latitude)
        lon = math.radians(longitude - self.longitude)
        right, ahead = math.cos(lat) * math.sin(lon), math.cos(lat) * math.cos(lon)
        up = math.sin(lat)
        return (
            right,
            up * math.cos(tilt) - ahead * math.sin(tilt),
            up * math.sin(tilt) + ahead * math.cos(tilt),
        )

    def _placed(self, right: float, up: float) -> Point:
        """Return a point of the unit disc on the sheet."""
        return (
            self.centre[0] + right * self.radius,
            self.centre[1] - up * self.radius * self.squash,
        )

    def place(self, longitude: float, latitude: float) -> Point:
        """Return where a place is drawn; places on the far side go to the edge."""
        right, up, towards = self._turned(longitude, latitude)
        reach = (math.hypot(right, up) or 1) if towards < 0 else 1
        return self._placed(right / reach, up / reach)

    def visible(self, places: Sequence[Degrees]) -> list[Point]:
        """Return the part of a line of places that faces the viewer."""
        turned = (self._turned(*place) for place in places)
        return [self._placed(right, up) for right, up, near in turned if near > -0.01]

    def meridian(self, longitude: float) -> list[Point]:
        """Return the visible half or less of a meridian."""
        return self.visible([(longitude, lat / 2) for lat in range(-180, 181, 4)])

    def parallel(self, latitude: float) -> list[Point]:
        """Return the visible part of a parallel."""
        start = round(self.longitude) - 180
        return self.visible([(start + turn, latitude) for turn in range(0, 361, 2)])

    def graticule(self, step: int = 15) -> list[list[Point]]:
        """Return every meridian and parallel at a step of degrees."""
        meridians = [self.meridian(lon) for lon in range(-180, 180, step)]
        parallels = [self.parallel(lat) for lat in range(-90 + step, 90, step)]
        return [line for line in meridians + parallels if len(line) > 1]

    def land(self, coast: Sequence[Degrees]) -> list[Point]:
        """Return a coastline, cut off at the edge of the globe."""
        return loop([self.place(*place) for place in coast], 4)

    def disc(self) -> list[Point]:
        """Return the outline of the globe."""
        return circle(self.centre, self.radius, self.squash)


@dataclass(frozen=True)
class PolarMap:
    """A map with a pole in the middle and evenly spaced parallels."""

    centre: Point
    pixels_per_degree: float
    south: bool = False
    turned: float = 0

    def place(self, longitude: float, latitude: float) -> Point:
        """Return where a place is drawn."""
        away = 90 + latitude if self.south else 90 - latitude
        bearing = longitude if self.south else 180 - longitude
        return polar(self.centre, away * self.pixels_per_degree, bearing + self.turned)

    def land(self, coast: Sequence[Degrees]) -> list[Point]:
        """Return a coastline on the map."""
        return loop([self.place(*place) for place in coast], 4)

    def graticule(self, far: int = 60) -> list[Path]:
        """Return meridians and parallels as far as some degrees from the pole."""
        side = -1 if self.south else 1
        meridians = [
            [self.place(lon, side * (90 - away)) for away in (2.5, far)]
            for lon in range(0, 360, 15)
        ]
        reaches = (away * self.pixels_per_degree for away in range(5, far, 5))
        return [*meridians, *(circle(self.centre, reach) for reach in reaches)]
