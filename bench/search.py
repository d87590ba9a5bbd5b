"""`python -m bench.search`: searches of 20,000 stories, on one core.

The stories are made of so few words that most of these are in nearly all of them: what
a search must sort out is as much as it can be. Each address is asked for below the page
cache, so every answer is a new one.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from bench.generate import fill
from bench.pages import Summary, Times, count_queries, render
from extensions import db
from models.article import Article
from models.base import transaction
from models.cursor import Cursor
from models.search.index import index_stories
from tests.postgres import Cluster, find_postgres

NOW = datetime.now(UTC)
MOST = 50.0  # milliseconds that 95 of 100 searches stay below
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


@click.command()
@click.option("--stories", default=20_000)
@click.option("--postgresql", is_flag=True, help="On a server of our own, not SQLite.")
def main(stories: int, *, postgresql: bool) -> None:
    """Milliseconds for each search; exit status 1 past the limit."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        app = _make_app(stack, stories, postgresql=postgresql)
        click.echo(f"{'search':56}{'median':>8}{'p95':>8}{'cpu':>8}{'queries':>9}")
        everything = Times()
        for address in _addresses():
            _measure(app, address, everything)
        total = Summary.of(everything.wall)
        with app.app_context():
            saving = _saving()
        click.echo(f"{'all':56}{total.median:8.1f}{total.p95:8.1f}")
        click.echo(f"{'what the index adds to saving a story':56}{saving:8.1f}")
    sys.exit(total.p95 > MOST)


def _make_app(stack: ExitStack, stories: int, *, postgresql: bool) -> Flask:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    given = {"INSTANCE_PATH": str(folder / "instance")}
    if postgresql:
        programs = find_postgres()
        if programs is None:
            raise click.ClickException("PostgreSQL is not installed.")
        cluster = stack.enter_context(Cluster(programs))
        cluster.create("bench")
        given["DATABASE_URL"] = cluster.url("bench")
    app = create_app(given)
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


def _measure(app: Flask, address: str, everything: Times) -> None:
    take, times = render(app, address), Times()
    for _ in range(3):
        take()
    for _ in range(ROUNDS):
        times.measure(take)
    with count_queries() as statements:
        take()
    everything.wall += times.wall
    wall, cpu = Summary.of(times.wall), Summary.of(times.cpu)
    row = f"{address:56}{wall.median:8.1f}{wall.p95:8.1f}{cpu.median:8.1f}"
    click.echo(f"{row}{len(statements):9}")


def _saving() -> float:
    """Median milliseconds to index one story anew."""
    times = Times()
    for _ in range(ROUNDS):
        with transaction():
            story = db.session.get(Article, 1000)
            assert story is not None
            connection = db.session.connection()
            times.measure(lambda: str(index_stories(connection, [1000])).encode())  # noqa: B023
    return Summary.of(times.wall).median


if __name__ == "__main__":
    main()
