"""For tests that start programs: a free port, and waiting for a condition."""

import socket
import time
from collections.abc import Callable

LONGEST_WAIT = 120  # seconds; generous, because the machine may be busy


def wait_until(condition: Callable[[], object]) -> None:
    """Looks fifty times a second."""
    until = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < until, "the condition did not come true"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
