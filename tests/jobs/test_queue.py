"""The queue wakes the worker, and the worker finds its work in the database."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

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


def test_worker_waits_for_a_queue_that_is_away(tmp_path: Path) -> None:
    """Started before Redis, it does not end, and stops when it is told to."""
    away = f"redis://127.0.0.1:{free_port()}/0"
    environment = {"INSTANCE_PATH": str(tmp_path), "REDIS_URL": away}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "worker"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    log = b""
    while b"Error reading from queue" not in log:
        line = process.stderr.readline()
        assert line, log
        log += line
    assert process.poll() is None
    process.kill()
    process.communicate()


def test_first_wakes_at_once_make_one_queue(tmp_path: Path) -> None:
    app = create_app({"INSTANCE_PATH": str(tmp_path)})
    together = Barrier(8)

    def make(_number: int) -> int:
        together.wait()
        return id(queue_of(app))

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(make, range(8)))) == 1


def test_work_queued_by_a_request_runs_without_one(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "meridian.db")
    app = create_app({"INSTANCE_PATH": str(tmp_path)})
    data = {"email": "jane@example.org"}
    assert app.test_client().post("/newsletter/", data=data).status_code == 303
    queue_of(app).work.call_local()
    assert len(list((tmp_path / "mail").iterdir())) == 1
