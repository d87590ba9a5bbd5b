"""The queue wakes the worker, and the worker finds its work in the database."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from flask import Flask

from app import create_app
from config import ROOT, Settings
from jobs.queue import queue_of, wake
from tests.conftest import missing
from tests.waiting import free_port, wait_until


@pytest.fixture(params=["sqlite", "redis"])
def queueing_app(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path
) -> Flask:
    shutil.copy(migrated_sqlite, tmp_path / "meridian.db")
    given = {"INSTANCE_PATH": str(tmp_path)}
    if request.param == "redis":
        given["REDIS_URL"] = request.getfixturevalue("redis_url")
    return create_app(given)


@pytest.fixture
def redis_url() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        missing("redis-server")
    port = free_port()
    server = subprocess.Popen(
        [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    wait_until(lambda: is_up(url))
    yield url
    server.terminate()
    server.wait(10)


def is_up(url: str) -> bool:
    with suppress(redis.ConnectionError), redis.Redis.from_url(url) as connection:
        return bool(connection.ping())
    return False


@pytest.fixture
def worker(queueing_app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    settings: Settings = queueing_app.config["SETTINGS"]
    environment = {
        "INSTANCE_PATH": str(settings.instance_path),
        "REDIS_URL": settings.redis_url or "",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=environment
    )
    yield process
    process.kill()
    process.wait()


def test_waking_twice_queues_work_that_the_worker_takes(
    queueing_app: Flask, worker: subprocess.Popen[bytes]
) -> None:
    wake(queueing_app)
    wake(queueing_app)
    wait_until(lambda: queue_of(queueing_app).huey.pending_count() == 0)
    assert worker.poll() is None


def test_what_is_queued_waits_for_a_worker(queueing_app: Flask) -> None:
    wake(queueing_app)
    assert queue_of(queueing_app).huey.pending_count() == 1


def test_worker_ends_on_sigterm(
    queueing_app: Flask, worker: subprocess.Popen[bytes]
) -> None:
    wake(queueing_app)
    wait_until(lambda: queue_of(queueing_app).huey.pending_count() == 0)
    worker.terminate()
    assert worker.wait(15) == 0
