"""Wakes the worker as soon as a commit makes work due.

The work itself is in the database, which the worker checks every minute, so a lost
wake-up does no harm and no request waits for one.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import redis
from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from config import Settings
from models.claimable import WORK_IS_DUE

KEY = "meridian.wakeup"
LOOK_EVERY = 0.5  # seconds
PATIENCE = 1.0  # seconds, with Redis
log = logging.getLogger("meridian.worker")
Failed = OSError, redis.RedisError


class Bell(Protocol):
    """Any process can ring; workers listen. Both methods raise one of `Failed`."""

    def ring(self) -> None: ...

    def heard(self) -> bool:
        """Whether it was rung since the last call; may block briefly."""


class FileBell:
    """For a single machine: ringing touches a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = self._stamp()

    def ring(self) -> None:
        self._path.touch()

    def heard(self) -> bool:
        time.sleep(LOOK_EVERY)
        before, self._last = self._last, self._stamp()
        return self._last != before

    def _stamp(self) -> int:
        return self._path.stat().st_mtime_ns if self._path.exists() else 0


class RedisBell:
    """For several machines: a Redis list with at most one entry."""

    def __init__(self, url: str) -> None:
        limits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        self._redis: Any = redis.Redis.from_url(url, **limits)

    def ring(self) -> None:
        with self._redis.pipeline() as pipeline:
            pipeline.lpush(KEY, 1)
            pipeline.ltrim(KEY, 0, 0)
            pipeline.execute()

    def heard(self) -> bool:
        time.sleep(LOOK_EVERY)
        return self._redis.rpop(KEY) is not None


def bell_of(settings: Settings) -> Bell:
    if settings.redis_url:
        return RedisBell(settings.redis_url)
    return FileBell(settings.instance_path / "wakeup")


class Waker:
    """Rings from a background thread, so that no request waits for Redis."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._lock = threading.Lock()
        self._is_wanted = False
        self._failing = False
        self._threads = ThreadPoolExecutor(1)  # started by the first wake-up

    def wake(self) -> None:
        with self._lock:
            if self._is_wanted:
                return
            self._is_wanted = True
        self._threads.submit(self._ring)

    def _ring(self) -> None:
        with self._lock:
            self._is_wanted = False  # before ringing: a later commit rings again
        try:
            self._bell.ring()
            self._failing = False
        except Failed as error:
            if not self._failing:
                log.warning(
                    "the worker cannot be woken, only looks by itself: %s", error
                )
            self._failing = True


def listen(bell: Bell, heard: Callable[[], object]) -> None:
    """Runs forever; retries failures and logs them once."""
    failing = False
    while True:
        try:
            if bell.heard():
                heard()
            failing = False
        except Failed as error:
            if not failing:
                log.warning(
                    "no wake-ups are heard, work is done every minute: %s", error
                )
            failing = True
            time.sleep(LOOK_EVERY)


def wake_after_commits(app: Flask) -> None:
    """Tests start no threads; they call the worker directly."""
    if not app.testing:
        app.extensions["waker"] = Waker(bell_of(app.config["SETTINGS"]))


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if session.info.pop(WORK_IS_DUE, False):
        waker: Waker | None = current_app.extensions.get("waker")
        if waker:
            waker.wake()


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(WORK_IS_DUE, None)
