"""Apps whose worker is woken through a file or a real Redis."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
import redis
from flask import Flask

from app import create_app
from config import ROOT, Settings
from extensions import db
from testbed.ports import free_port
from tests.conftest import missing
from tests.waiting import wait_until

Process = subprocess.Popen[bytes]


@pytest.fixture
def redis_server() -> Iterator[tuple[str, Process]]:
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
    yield url, server
    server.kill()
    server.wait(10)


def is_up(url: str) -> bool:
    with suppress(redis.ConnectionError), redis.Redis.from_url(url) as connection:
        return bool(connection.ping())
    return False


@pytest.fixture(params=["file", "redis"])
def waking_app(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[Flask]:
    """An app without TESTING, so that commits wake the worker."""
    shutil.copy(migrated_sqlite, tmp_path / "meridian.db")
    settings = {"INSTANCE_PATH": str(tmp_path), "SITE_URL": "http://localhost"}
    if request.param == "redis":
        settings["REDIS_URL"] = request.getfixturevalue("redis_server")[0]
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def working(app: Flask) -> Iterator[Process]:
    """A worker of this app in a process of its own."""
    settings: Settings = app.config["SETTINGS"]
    environment = {
        "INSTANCE_PATH": str(settings.instance_path),
        "SITE_URL": settings.site_url,
        "REDIS_URL": settings.redis_url or "",
    }
    command = [sys.executable, "-m", "flask", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def worker() -> Iterator[Callable[[Flask], Process]]:
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(working(app))
