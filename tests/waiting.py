"""Waits for conditions in tests that start programs."""

import time
from collections.abc import Callable

LONGEST_WAIT = 120  # seconds; generous, because the machine may be busy


def wait_until(condition: Callable[[], object]) -> None:
    """Checks fifty times a second."""
    until = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < until, "the condition did not come true"
        time.sleep(0.02)
