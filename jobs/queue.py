"""The queue: a wake-up only. Every job finds its work in the database.

A killed process loses the task it was on, so nothing may depend on a task arriving.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from config import Settings
from jobs.images.renditions import make_missing_renditions
from jobs.images.social_pictures import draw_missing_social_pictures
from jobs.mail.confirmations import send_due_confirmations
from jobs.mail.staff import forget_what_is_over, send_due_messages
from jobs.pings.pings import send_due_pings
from models.statistics.embed_count import forget_old_hosts
from models.statistics.read_count import forget_old_reads

log = logging.getLogger("meridian.queue")
LONGEST_NAP = 2.0  # seconds between two looks at an empty queue
MAKING = Lock()


@dataclass(frozen=True)
class Queue:
    """`work` is the only task there is: do what is due."""

    huey: Huey
    work: Any


def wake(app: Flask) -> None:
    """Tells the worker that there is something to do; it would find it anyway.

    So a queue that is away is noted and fails nobody. Takes the app itself, no proxy.
    """
    try:
        queue_of(app).work()
    except Exception:  # of SQLite or Redis
        log.exception("the worker could not be woken")


def consumer(app: Flask) -> Consumer:
    """Works when woken, and once a minute without."""
    queue = queue_of(app)
    every_minute = queue.huey.periodic_task(crontab(minute="*"), name="every_minute")
    every_minute(queue.work.call_local)
    wake(app)
    return queue.huey.create_consumer(workers=1, max_delay=LONGEST_NAP)


def queue_of(app: Flask) -> Queue:
    """Made on first use: opening it creates its tables."""
    with MAKING:
        queue: Queue | None = app.extensions.get("queue")
        if queue is None:
            huey = _huey(app.config["SETTINGS"])
            queue = Queue(huey, huey.task(name="work")(lambda: do_what_is_due(app)))
            app.extensions["queue"] = queue
    return queue


def do_what_is_due(app: Flask) -> None:
    """One job's failure is no reason to leave the others undone."""
    clock = app.config["CLOCK"]
    jobs: tuple[Callable[[], object], ...] = (
        lambda: send_due_messages(clock()),
        lambda: send_due_confirmations(clock()),
        lambda: make_missing_renditions(clock),
        lambda: draw_missing_social_pictures(clock),
        lambda: send_due_pings(clock),
        lambda: forget_what_is_over(clock()),
        lambda: forget_old_reads(clock()),
        lambda: forget_old_hosts(clock()),
    )
    for job in jobs:
        with app.app_context():
            try:
                job()
            except Exception:
                log.exception("a job has failed; it is tried again in a minute")


def _huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("meridian", results=False, url=_patient(settings.redis_url))
    return SqliteHuey(
        "meridian",
        filename=str(settings.instance_path / "queue.db"),
        results=False,
        # WAL has a race in most of today's SQLite releases: see models/base.py.
        journal_mode="truncate",
    )


def _patient(url: str) -> str:
    """A reader's request must not wait for a Redis that never answers."""
    return f"{url}{'&' if '?' in url else '?'}socket_timeout=5&socket_connect_timeout=2"
