"""`python -m bench.kills`: issues whose workers are killed again and again.

Each run has a database of its own, a seed, and a mail server that writes down what it
accepts. A kill comes after a random time (rows are being made or claimed), while a text
is being sent, when it is complete, or when it has been answered.
"""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import click
from flask_migrate import upgrade

from app import create_app
from extensions import db
from testbed.killing import Run, run
from testbed.postgres import Cluster, find_postgres

Given = dict[str, str]


@click.command()
@click.option("--runs", default=200, type=click.IntRange(1))
@click.option("--first", default=0, help="The seed of the first run.")
@click.option("--people", default=60, type=click.IntRange(10))
@click.option("--kills", default=3, type=click.IntRange(1), help="In each run.")
@click.option("--postgresql", is_flag=True, help="Two workers share each issue.")
def main(runs: int, first: int, people: int, kills: int, *, postgresql: bool) -> None:
    """Kills, duplicates and whatever went wrong; exit status 1 if anything did."""
    totals, problems = Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder:
        databases = _on_postgresql if postgresql else _on_sqlite
        with databases(Path(folder)) as fresh:
            for seed in range(first, first + runs):
                workers = 2 if postgresql else 1
                one = Run(people, kills, workers, Random(seed))
                run(fresh(seed), one)
                for problem in one.problems():
                    click.echo(f"run {seed}: {problem}")
                    problems += 1
                totals += _numbers(one)
    click.echo(f"{runs} runs, {problems} problems; {dict(totals)}")
    sys.exit(problems > 0)


def _numbers(one: Run) -> Counter[str]:
    return Counter(
        {
            **{f"killed at {moment}": n for moment, n in one.killed.items()},
            "messages": one.script.accepted.total(),
            "duplicates": one.duplicates,
            "recorded as possibly sent twice": len(one.doubtful),
            "left meanwhile": len(one.left),
        }
    )


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Callable[[int], Given]]:
    _migrate({"INSTANCE_PATH": str(folder / "migrated")})

    def fresh(seed: int) -> Given:
        instance = folder / str(seed)
        instance.mkdir()
        shutil.copy(folder / "migrated" / "meridian.db", instance)
        shutil.rmtree(folder / str(seed - 1), ignore_errors=True)
        return {"INSTANCE_PATH": str(instance)}

    yield fresh


@contextmanager
def _on_postgresql(folder: Path) -> Iterator[Callable[[int], Given]]:
    programs = find_postgres()
    if programs is None:
        raise click.ClickException("PostgreSQL is not installed.")
    with Cluster(programs) as cluster:
        cluster.create("migrated")
        instance = {"INSTANCE_PATH": str(folder)}
        _migrate({**instance, "DATABASE_URL": cluster.url("migrated")})

        def fresh(seed: int) -> Given:
            cluster.create(f"run_{seed}", "migrated")
            return {**instance, "DATABASE_URL": cluster.url(f"run_{seed}")}

        yield fresh


def _migrate(given: Given) -> None:
    with create_app(given).app_context():
        upgrade()
        db.engine.dispose()


if __name__ == "__main__":
    main()
