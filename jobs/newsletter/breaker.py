"""Stops all sending while the mail server is away."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
JITTER = 0.25  # so that many magazines do not retry at the same moment


@dataclass
class Breaker:
    """A circuit breaker: nothing is sent before `until` while the server is away."""

    failures: int = 0
    until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def trip(self, now: datetime) -> None:
        pause = FIRST_PAUSE * 2 ** min(self.failures, 10)
        pause *= 1 + random.uniform(0, JITTER)  # noqa: S311  # no secret
        self.failures += 1
        self.until = now + min(pause, LONGEST_PAUSE)

    def close(self) -> None:
        self.failures, self.until = 0, None
