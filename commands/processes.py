"""Child processes that `flask serve` restarts, and that end when it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import click

from config import ROOT

STOP_WITHIN = 15.0  # seconds
LONGEST_PAUSE = 60.0  # seconds
IS_STEADY = 60.0  # seconds, after which a child counts as healthy again
PR_SET_PDEATHSIG = 1  # prctl(2)
Process = subprocess.Popen[bytes]


class Child:
    """`tend` restarts a process that ended, after pauses that double."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._failures = 0
        self._restart_at: float | None = None
        self._start()

    def _start(self) -> None:
        """Starts it in a new session, so only the parent gets Ctrl-C and SIGHUP."""
        self._restart_at, self._started_at = None, time.monotonic()
        self.process = Process(
            self._command,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()),
        )

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def tend(self) -> None:
        if self.is_alive():
            return
        now = time.monotonic()
        if self._restart_at is None:
            if now - self._started_at > IS_STEADY:
                self._failures = 0
            pause = min(2.0**self._failures, LONGEST_PAUSE)
            self._failures += 1
            self._restart_at = now + pause
            click.echo(
                f"The {self.name} has ended ({self.process.returncode}). "
                f"It will be restarted in {pause:.0f} s.",
                err=True,
            )
        elif now >= self._restart_at:
            self._start()

    def end(self) -> None:
        self.process.terminate()

    def wait(self) -> None:
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _end_with(parent: int) -> Callable[[], None] | None:
    """On Linux, ends the child when its parent dies, even by SIGKILL."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def run() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)  # gunicorn: at once, not gracefully
        if os.getppid() != parent:  # the parent died before prctl
            os._exit(1)

    return run
