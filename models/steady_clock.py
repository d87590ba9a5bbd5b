"""A clock that never goes back, so a story that was public stays public."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

NOTABLE = timedelta(minutes=2)  # smaller steps are normal NTP corrections


def system_clock() -> datetime:
    return datetime.now(UTC)


class SteadyClock:
    """Follows the system clock, but keeps running forward if that is set back."""

    def __init__(self, system: Callable[[], datetime] = system_clock) -> None:
        self._system = system
        self._lock = Lock()
        self._at, self._since = system(), time.monotonic()

    def __call__(self) -> datetime:
        with self._lock:
            now, monotonic = self._system(), time.monotonic()
            steady = self._at + timedelta(seconds=monotonic - self._since)
            if now >= steady:
                self._at, self._since = now, monotonic
            return max(now, steady)

    def continue_from(self, at: datetime) -> None:
        """From now on, never returns a time before `at`, which was used already."""
        if at > self():
            with self._lock:
                self._at, self._since = at, time.monotonic()

    def is_behind(self) -> timedelta:
        """How far the system clock was set back; zero for small steps."""
        behind = self() - self._system()
        return behind if behind > NOTABLE else timedelta(0)
