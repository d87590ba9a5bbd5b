"""Measures what a page costs the application: no network and no page cache."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, Literal, Self

import brotli
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import EnvironBuilder, run_wsgi_app

WARM_UP = 5
Take = Callable[[], bytes]


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


def render(app: Flask, address: str) -> Take:
    """Takes the page from Flask itself, below the page cache."""
    return _request(lambda environ, start: Flask.wsgi_app(app, environ, start), address)


def from_cache(app: Flask, address: str) -> Take:
    return _request(app.wsgi_app, address)


def _request(wsgi: Any, address: str) -> Take:
    environ = EnvironBuilder(address).get_environ() | {"HTTP_ACCEPT_ENCODING": "br"}

    def take() -> bytes:
        body, status, _ = run_wsgi_app(wsgi, dict(environ), buffered=True)
        if not status.startswith("200"):
            raise RuntimeError(f"{address} answers {status}")
        return b"".join(body)

    return take


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """The statements of this thread, without those that only open transactions."""
    statements: list[str] = []
    ours = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == ours and not statement.startswith(
            ("BEGIN", "PRAGMA")
        ):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
