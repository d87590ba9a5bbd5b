"""No request waits for the wake-up, whatever the state of Redis."""

import signal
import time
from pathlib import Path

from app import create_app
from jobs.wakeup import FileBell, RedisBell
from tests.jobs.conftest import Process


def test_ringing_the_file_bell_is_heard_once(tmp_path: Path) -> None:
    bell = FileBell(tmp_path / "wakeup")
    assert not bell.heard()
    bell.ring()
    bell.ring()
    assert bell.heard()
    assert not bell.heard()


def test_redis_keeps_one_wake_up_for_an_absent_worker(
    redis_server: tuple[str, Process],
) -> None:
    url, _ = redis_server
    RedisBell(url).ring()
    RedisBell(url).ring()
    late = RedisBell(url)
    assert late.heard()
    assert not late.heard()


def test_no_request_waits_for_a_redis_that_hangs(
    redis_server: tuple[str, Process], tmp_path: Path
) -> None:
    url, server = redis_server
    app = create_app({"INSTANCE_PATH": str(tmp_path), "REDIS_URL": url})
    server.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(3):
        app.extensions["waker"].wake()
    assert time.monotonic() - began < 0.1
