"""`python -m bench`: every public page, with 200 articles and with 20,000."""

import math
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

import web.cache.edition_watch
from app import create_app
from bench.generate import fill
from bench.pages import Result, Subject
from testbed.addresses import addresses
from testbed.pages import from_cache, render
from testbed.postgres import Cluster, find_postgres

NOW = datetime.now(UTC)
MOST = {"front.index": 12.0, "articles.show": 8.0}  # milliseconds, as first opened
MOST_QUERIES = 8
MOST_RATIO = 1.2
CACHED = "front.index from the page cache"


@click.command()
@click.option("--small", default=200)
@click.option("--large", default=20_000)
@click.option("--rounds", default=60, type=click.IntRange(50))
@click.option("--only", default="", help="Only endpoints that begin so.")
@click.option("--postgresql", is_flag=True, help="On a server of our own, not SQLite.")
def main(small: int, large: int, rounds: int, only: str, *, postgresql: bool) -> None:
    """Milliseconds for each page, on one core; exit status 1 past a limit."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    web.cache.edition_watch.LOOK_AGAIN_AFTER = math.inf
    passed = 0
    with ExitStack() as stack:
        apps = _make_apps(stack, (small, large), postgresql=postgresql)
        click.echo(_head(small, large))
        for subject in _subjects(apps, only):
            # Our own CPU time does not include PostgreSQL's.
            result = subject.measure(rounds, "wall" if postgresql else "cpu")
            problems = list(_problems(result))
            click.echo(f"{_row(result)}  {', '.join(problems) or 'ok'}")
            passed += len(problems)
    sys.exit(passed > 0)


def _make_apps(
    stack: ExitStack, sizes: tuple[int, int], *, postgresql: bool
) -> list[Flask]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    overrides = [{"INSTANCE_PATH": str(folder / str(size))} for size in sizes]
    if postgresql:
        programs = find_postgres()
        if programs is None:
            raise click.ClickException("PostgreSQL is not installed.")
        cluster = stack.enter_context(Cluster(programs))
        for settings, size in zip(overrides, sizes, strict=True):
            cluster.create(f"bench_{size}")
            settings["DATABASE_URL"] = cluster.url(f"bench_{size}")
    apps = [create_app(settings) for settings in overrides]
    for app, size in zip(apps, sizes, strict=True):
        with app.app_context():
            upgrade()
            fill(size, NOW)
    return apps


def _subjects(apps: list[Flask], only: str) -> Iterator[Subject]:
    """The same page of both magazines; URLs with cursors differ."""
    both = []
    for app in apps:
        with app.app_context():
            both.append(list(addresses(app, NOW)))
    for (name, small), (_, large) in zip(*both, strict=True):
        if name.startswith(only):
            yield Subject(name, render(apps[0], small), render(apps[1], large))
    yield Subject(CACHED, *(from_cache(app, "/") for app in apps))


def _problems(result: Result) -> Iterator[str]:
    if result.name == CACHED:
        return
    most = MOST.get(result.name)
    if most and result.large.median > most:
        yield f"OVER {most:.0f} ms"
    if result.ratio > MOST_RATIO:
        yield f"OVER {MOST_RATIO} times"
    if result.queries > MOST_QUERIES:
        yield f"OVER {MOST_QUERIES} queries"


def _head(small: int, large: int) -> str:
    return (
        f"{'page':32}{small:>9,}{large:>9,}{'best':>7}{'p95':>7}{'ratio':>7}"
        f"{'wall':>8}{'p95':>8}{'queries':>9}{'KB':>7}{'br':>6}"
    )


def _row(result: Result) -> str:
    wall = result.wall
    return (
        f"{result.name:32}{result.small.median:9.2f}{result.large.median:9.2f}"
        f"{result.large.best:7.2f}{result.large.p95:7.2f}{result.ratio:7.2f}"
        f"{wall.median:8.2f}{wall.p95:8.2f}"
        f"{result.queries:9}{result.size / 1000:7.1f}{result.compressed / 1000:6.1f}"
    )


if __name__ == "__main__":
    main()
