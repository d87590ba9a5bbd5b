"""Workers are killed at random; everybody still gets the issue."""

import os
from pathlib import Path
from random import Random

import pytest

from testbed.killing import Run, run

KILLS = 6


@pytest.mark.parametrize("seed", range(int(os.environ.get("KILLED_RUNS", "3"))))
def test_killed_workers_skip_nobody_and_record_what_was_sent_twice(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    """On PostgreSQL two workers share the issue, and one of them is killed."""
    given = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": database_url}
    workers = 1 if database_url.startswith("sqlite") else 2
    one = Run(people=60, kills=KILLS, workers=workers, chance=Random(seed))
    run({**given, "SITE_URL": "http://localhost"}, one)
    assert list(one.problems()) == []
    assert one.killed.total() > 0
