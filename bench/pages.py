"""Measures the time to render a page, without network and page cache."""

import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Literal, Self

import brotli

from testbed.pages import Take, count_queries

WARM_UP = 5


@dataclass
class Times:
    """Milliseconds: `cpu` is this process's work, `wall` includes waiting."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def measure(self, take: Take) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        take()
        self.cpu.append(1000 * (time.thread_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))


@dataclass(frozen=True)
class Summary:
    """`best` is the least disturbed by other load; limits apply to medians."""

    best: float
    median: float
    p95: float

    @classmethod
    def of(cls, values: list[float]) -> Self:
        return cls(min(values), median(values), quantiles(values, n=20)[-1])


@dataclass(frozen=True)
class Result:
    """Times of both magazines; everything else is of the large one.

    Sizes are bytes, uncompressed and with Brotli.
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
    """One page of two magazines, a small and a large one."""

    name: str
    small: Take
    large: Take

    def measure(self, rounds: int, judge: Literal["cpu", "wall"]) -> Result:
        """Alternates between the two, so that a busy moment slows both."""
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
