"""`flask serve`, started and stopped as by a person."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from config import ROOT
from testbed.ports import free_port
from tests.waiting import wait_until


@pytest.fixture
def instance(migrated_sqlite: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated_sqlite, tmp_path / "meridian.db")
    return tmp_path


@pytest.fixture
def port() -> int:
    return free_port()


def start(instance: Path, port: int, **settings: str) -> subprocess.Popen[str]:
    ours = {key: value for key, value in os.environ.items() if key[:4] != "AWS_"}
    environment = {
        **ours,
        "INSTANCE_PATH": str(instance),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "serve", "--no-demo"],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture
def serving(instance: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = start(instance, port)
    wait_until(lambda: answers(port))
    yield process
    process.terminate()
    process.communicate(timeout=60)


def answers(port: int) -> bool:
    with suppress(OSError):
        address = f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    return False


def children(pid: int) -> set[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    )
    direct = {int(line) for line in found.stdout.split()}
    return direct.union(*(children(child) for child in direct))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_answers_and_ends_all_processes_on_a_signal(
    serving: subprocess.Popen[str], port: int, number: signal.Signals
) -> None:
    started = children(serving.pid)
    assert len(started) >= 3  # gunicorn, its process, the worker
    serving.send_signal(number)
    assert serving.wait(60) == 0
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert not answers(port)


def test_ended_process_is_restarted(serving: subprocess.Popen[str], port: int) -> None:
    for name in ("gunicorn", "flask worker"):
        (first,) = named(serving.pid, name)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda name=name, first=first: named(serving.pid, name) - {first})  # type: ignore[misc]
    wait_until(lambda: answers(port))
    assert serving.poll() is None


def named(pid: int, command: str) -> set[int]:
    """The child processes whose command line contains these words."""
    found = subprocess.run(
        ["pgrep", "-P", str(pid), "-f", command],
        capture_output=True,
        text=True,
        check=False,
    )
    return {int(line) for line in found.stdout.split()}


def test_children_end_with_their_parent(instance: Path, port: int) -> None:
    process = start(instance, port)
    wait_until(lambda: answers(port))
    started = children(process.pid)
    process.kill()
    process.communicate(timeout=60)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
    again = start(instance, port)
    wait_until(lambda: answers(port))
    again.terminate()
    again.communicate(timeout=60)
    assert again.returncode == 0


def test_database_of_a_newer_version_is_refused_in_a_sentence(
    instance: Path, port: int
) -> None:
    with closing(sqlite3.connect(instance / "meridian.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    process = start(instance, port)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "made by a newer version of Meridian (revision 9999" in output
    assert output.count("\n") == 1


def test_serve_prints_its_url(serving: subprocess.Popen[str], port: int) -> None:
    serving.terminate()
    output, _ = serving.communicate(timeout=60)
    assert f"Meridian is at http://localhost:{port}" in output


def test_port_in_use_is_reported_in_one_line(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        process = start(instance, number)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.startswith(
        f"Error: Port {number} is in use: stop process {os.getpid()} ("
    )
    assert output.endswith("), or set PORT to another.\n")


def test_invalid_setting_is_reported_in_one_line(instance: Path, port: int) -> None:
    process = start(instance, port, WEB_CONCURRENCY="many")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output == (
        "Error: WEB_CONCURRENCY is 'many', but takes a whole number from 1 to 64.\n"
    )


def test_starting_again_changes_nothing(instance: Path) -> None:
    database = instance / "meridian.db"
    run_once(
        instance, lambda: any("'search_folding'" in line for line in rows(database))
    )
    before = rows(database)
    run_once(instance, lambda: True)
    assert rows(database) == before


def run_once(instance: Path, is_done: Callable[[], bool]) -> None:
    free = free_port()
    process = start(instance, free)
    wait_until(lambda: answers(free) and is_done())
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0


def rows(file: Path) -> list[str]:
    """Everything stored, except the worker's heartbeat."""
    with closing(sqlite3.connect(file)) as connection:
        lines = list(connection.iterdump())
    noted = ('INSERT INTO "heartbeats"', 'INSERT INTO "sqlite_sequence"')
    return [line for line in lines if not line.startswith(noted)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDIA_URL", "file:///proc/nowhere"),
        ("MEDIA_URL", "s3://bucket?nonsense=1"),
        ("MAIL_URL", "file:relative"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db"),
        ("DATABASE_URL", "postgresql://user:secret@127.0.0.1:1/none"),
    ],
)
def test_unusable_media_folder_is_reported_in_one_line(
    instance: Path, port: int, name: str, value: str
) -> None:
    process = start(instance, port, **{name: value})
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.startswith(f"Error: {name} is ")
    assert output.count("\n") == 1
    assert "secret" not in output


def test_store_without_keys_is_reported_and_not_ready(
    instance: Path, port: int
) -> None:
    process = start(
        instance, port, MEDIA_URL="s3://bucket?metadata_endpoint=http://127.0.0.1:1"
    )
    wait_until(lambda: status(port, "/readyz") == 503)
    assert status(port, "/") == 200
    process.terminate()
    output, _ = process.communicate(timeout=60)
    assert (
        "Warning: There are no keys for the S3 store. Set AWS_ACCESS_KEY_ID" in output
    )
    assert "Meridian is at" not in output


def status(port: int, path: str) -> int:
    """0 if nothing answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection), suppress(OSError, HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status
    return 0


def test_instance_folder_is_private(
    serving: subprocess.Popen[str], instance: Path
) -> None:
    made = {path.name: path.stat().st_mode & 0o077 for path in instance.iterdir()}
    made.pop("meridian.db")  # created by the test
    made.pop("meridian.db-journal", None)
    assert made
    assert not any(made.values()), made
