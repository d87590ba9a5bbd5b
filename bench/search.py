"""`python -m bench.search`: searches of 20,000 stories, on one core.

The worst case: the stories share so few words that most words occur in nearly all of
them. Requests bypass the page cache. Times are CPU time, ours and that of PostgreSQL's
process, because wall time depends on other load.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Self

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from bench.generate import fill
from bench.pages import Summary
from extensions import db
from models.base import transaction
from models.listing.cursor import Cursor
from models.listing.search.index import index_stories
from testbed.pages import count_queries, render
from testbed.postgres import Cluster, find_postgres

NOW = datetime.now(UTC)
MOST = 50.0  # milliseconds, for the 95th percentile
ROUNDS = 20
HALF_WAY = Cursor(NOW - timedelta(days=1500), 1)
WORDS = (
    *("river", "the", "gl", "glacier", "xyzzy", "river+delta", "old+river+glacier"),
    *("%22old+river%22", "%22the+old+river%22", "%22river+old%22", "%22old+well%22+gl"),
    *(
        "river+-delta",
        "river+-%22old+river%22",
        "writer+number+7",
        "writer+number+7+gl",
    ),
    "the+in+is+it+old+river+map+a+nobody+by+and+f",
)
FILTERS = (
    *(
        "&region=europe",
        "&kind=brief",
        "&contributor=writer-7",
        "&contributor=writer-1",
    ),
    *("&from=2024-01-01&to=2024-06-30", "&region=africa&kind=brief&topic=topic-3"),
    f"&after={HALF_WAY}",
)


@dataclass(frozen=True)
class Work:
    """CPU time of this thread and of PostgreSQL's process for our connection."""

    server: Path | None

    @classmethod
    def of_database(cls) -> Self:
        if db.engine.dialect.name == "sqlite":
            return cls(None)
        pid = db.session.scalar(text("SELECT pg_backend_pid()"))
        db.session.rollback()
        return cls(Path(f"/proc/{pid}/schedstat"))

    def during(self, action: Callable[[], object]) -> float:
        """In milliseconds."""
        before = self._spent()
        action()
        return (self._spent() - before) / 1e6

    def _spent(self) -> int:
        """Nanoseconds."""
        served = int(self.server.read_text().split()[0]) if self.server else 0
        return time.thread_time_ns() + served


@click.command()
@click.option("--stories", default=20_000)
@click.option("--postgresql", is_flag=True, help="On a server of our own, not SQLite.")
def main(stories: int, *, postgresql: bool) -> None:
    """Milliseconds for each search; exit status 1 past the limit."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        app = _make_app(stack, stories, postgresql=postgresql)
        click.echo(f"{'search':64}{'median':>8}{'p95':>8}{'wall':>8}{'queries':>9}")
        with app.app_context():
            work, cpu, wall = Work.of_database(), list[float](), list[float]()
        for address in _addresses():
            _measure(app, address, work, cpu, wall)
        total, clock = Summary.of(cpu), Summary.of(wall)
        with app.app_context():
            saving = _saving(work)
        click.echo(f"{'all':64}{total.median:8.1f}{total.p95:8.1f}")
        click.echo(f"{'all, by the clock':64}{clock.median:8.1f}{clock.p95:8.1f}")
        click.echo(f"{'what the index adds to saving a story':64}{saving:8.1f}")
    sys.exit(total.p95 > MOST)


def _make_app(stack: ExitStack, stories: int, *, postgresql: bool) -> Flask:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    settings = {"INSTANCE_PATH": str(folder / "instance")}
    if postgresql:
        programs = find_postgres()
        if programs is None:
            raise click.ClickException("PostgreSQL is not installed.")
        cluster = stack.enter_context(Cluster(programs))
        cluster.create("bench")
        settings["DATABASE_URL"] = cluster.url("bench")
    app = create_app(settings)
    with app.app_context():
        upgrade()
        fill(stories, NOW)
    return app


def _addresses() -> Iterator[str]:
    for words in WORDS:
        yield f"/search/?q={words}"
        yield f"/search/suggestions?q={words}"
        yield f"/latest/list?q={words}"
    for narrow in FILTERS:
        for words in ("river", "xyzzy", "%22old+river%22", "writer+number+7"):
            yield f"/search/?q={words}{narrow}"


def _measure(
    app: Flask,
    address: str,
    work: Work,
    all_cpu: list[float],
    all_wall: list[float],
) -> None:
    take, cpu, wall = render(app, address), list[float](), list[float]()
    for _ in range(8):  # psycopg prepares statements from the sixth execution on
        take()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        cpu.append(work.during(take))
        wall.append(1000 * (time.perf_counter() - began))
    with count_queries() as statements:
        take()
    it = Summary.of(cpu)
    row = f"{address:64}{it.median:8.1f}{it.p95:8.1f}{median(wall):8.1f}"
    click.echo(f"{row}{len(statements):9}")
    all_cpu += cpu
    all_wall += wall


def _saving(work: Work) -> float:
    """Median milliseconds to index one story anew."""
    times = []
    for number in range(1, ROUNDS + 1):
        with transaction():
            connection = db.session.connection()
            times.append(work.during(partial(index_stories, connection, [number])))
    return median(times)


if __name__ == "__main__":
    main()
