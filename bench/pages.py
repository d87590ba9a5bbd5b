"""Measures what a page costs the application: no network and no page cache."""

import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Literal, Self

import brotli

from testbed.pages import Take, count_queries

WARM_UP = 5


@dataclass
class Times:
    """Milliseconds: `cpu` is this process's own work, `wall` waits for others too."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def measure(self, take: Take) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        take()
        self.cpu.append(1000 * (time.thread_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))


@dataclass(frozen=True)
class Summary:
    """`best` is what a busy machine least disturbs; limits are set for medians."""

    best: float
    median: float
    p95: float

    @classmethod
    def of(cls, values: list[float]) -> Self:
        return cls(min(values), median(values), quantiles(values, n=20)[-1])


@dataclass(frozen=True)
class Result:
    """What the small and the large magazine took; the rest is of the large one.

    Sizes are bytes, as they are and as Brotli makes them.
    """

    name: str
    small: Summary
    large: Summary
    wall: Summary
    queries: int
    size: int
    compressed: int

    @property
    def ratio(self) -> float:
        return self.large.median / self.small.median


@dataclass(frozen=True)
class Subject:
    """One page of two magazines, of few articles and of many."""

    name: str
    small: Take
    large: Take

    def measure(self, rounds: int, judge: Literal["cpu", "wall"]) -> Result:
        """The two by turns, so that a busy moment slows both."""
        small, large = Times(), Times()
        for _ in range(WARM_UP):
            self.small(), self.large()
        for _ in range(rounds):
            small.measure(self.small)
            large.measure(self.large)
        with count_queries() as statements:
            body = self.large()
        return Result(
            self.name,
            Summary.of(getattr(small, judge)),
            Summary.of(getattr(large, judge)),
            Summary.of(large.wall),
            len(statements),
            len(body),
            len(brotli.compress(body, quality=6)),
        )
