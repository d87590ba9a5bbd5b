"""`flask serve`, started and stopped as by a person."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from testbed.ports import free_port
from tests.waiting import wait_until

UNUSABLE = [
    ("MEDIA_URL", "file:///proc/nowhere"),
    ("MEDIA_URL", "s3://bucket?nonsense=1"),
    ("MAIL_URL", "file:relative"),
    ("DATABASE_URL", "sqlite:////nowhere/at/all.db"),
    ("DATABASE_URL", "postgresql://user:secret@127.0.0.1:1/none"),
]
# Most of a start goes into imports: one interpreter makes them and forks for each case.
EACH_IN_A_FORK = """
import json, os, sys, tempfile
import app
from flask.cli import main
results = []
for name, value in json.load(sys.stdin):
    with tempfile.TemporaryFile() as output:
        if (child := os.fork()) == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            os.environ[name] = value
            sys.argv = ["flask", "serve", "--no-demo"]
            main()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        output.seek(0)
        results.append((code, output.read().decode()))
print(json.dumps(results))
"""


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


@pytest.fixture(scope="module")
def shared(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serving")
    shutil.copy(migrated_sqlite, folder / "meridian.db")
    return folder


@pytest.fixture(scope="module")
def shared_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def serving(shared: Path, shared_port: int) -> Iterator[subprocess.Popen[str]]:
    """One magazine for the tests that leave it running: a start is slow."""
    process = start(shared, shared_port)
    wait_until(lambda: answers(shared_port))
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
    instance: Path, port: int, number: signal.Signals
) -> None:
    process = start(instance, port)
    wait_until(lambda: answers(port))
    started = children(process.pid)
    assert len(started) >= 3  # gunicorn, its process, the worker
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert not answers(port)


def test_serve_prints_its_url(serving: subprocess.Popen[str], shared_port: int) -> None:
    assert serving.stdout
    said = f"Meridian is at http://localhost:{shared_port}"
    assert any(said in line for line in iter(serving.stdout.readline, ""))


def test_instance_folder_is_private(
    serving: subprocess.Popen[str], shared: Path
) -> None:
    made = {path.name: path.stat().st_mode & 0o077 for path in shared.iterdir()}
    made.pop("meridian.db")  # created by the test
    made.pop("meridian.db-journal", None)
    assert made
    assert not any(made.values()), made


def test_ended_process_is_restarted(
    serving: subprocess.Popen[str], shared_port: int
) -> None:
    for name in ("gunicorn", "flask worker"):
        (first,) = named(serving.pid, name)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda name=name, first=first: named(serving.pid, name) - {first})  # type: ignore[misc]
    wait_until(lambda: answers(shared_port))
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


def test_kill_ends_the_children_and_restarting_changes_nothing(
    instance: Path, port: int
) -> None:
    database = instance / "meridian.db"
    process = start(instance, port)
    folded = "'search_folding'"
    wait_until(lambda: answers(port) and any(folded in row for row in rows(database)))
    started = children(process.pid)
    process.kill()
    process.communicate(timeout=60)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
    before = rows(database)
    assert start_once(instance, port) == 0
    assert rows(database) == before


def start_once(instance: Path, port: int) -> int:
    process = start(instance, port)
    wait_until(lambda: answers(port))
    process.terminate()
    process.communicate(timeout=60)
    return process.returncode


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


def rows(file: Path) -> list[str]:
    """Everything stored, except the worker's heartbeat."""
    with closing(sqlite3.connect(file)) as connection:
        lines = list(connection.iterdump())
    noted = ('INSERT INTO "heartbeats"', 'INSERT INTO "sqlite_sequence"')
    return [line for line in lines if not line.startswith(noted)]


def test_unusable_address_is_reported_in_one_line(instance: Path) -> None:
    outputs = refused_starts(instance, UNUSABLE)
    assert len(outputs) == len(UNUSABLE)
    for (name, value), (code, output) in zip(UNUSABLE, outputs, strict=True):
        assert code == 1, value
        assert output.startswith(f"Error: {name} is "), output
        assert output.count("\n") == 1, output
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


def test_invalid_setting_is_reported_in_one_line(instance: Path) -> None:
    said = "Error: WEB_CONCURRENCY is 'many', but takes a whole number from 1 to 64.\n"
    assert refused_starts(instance, [("WEB_CONCURRENCY", "many")]) == [[1, said]]


def refused_starts(instance: Path, settings: list[tuple[str, str]]) -> Any:
    """The exit code and the output for each of the settings."""
    done = subprocess.run(
        [sys.executable, "-c", EACH_IN_A_FORK],
        cwd=ROOT,
        env={**os.environ, "INSTANCE_PATH": str(instance), "PORT": str(free_port())},
        input=json.dumps(settings),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
