"""The queue: a wake-up only. Every job finds its work in the database.

A killed process loses the task it was on, so nothing may depend on a task arriving.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from config import Settings
from jobs.mail import send_due_confirmations
from jobs.pictures import make_missing_renditions

WAKE = "wake"


def make_huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("meridian", url=settings.redis_url, results=False)
    return SqliteHuey(
        "meridian",
        filename=str(settings.instance_path / "queue.db"),
        results=False,
        # See models/base.py: WAL has a race in most of today's SQLite releases.
        journal_mode="truncate",
    )


def consumer(app: Flask) -> Consumer:
    """One worker that works when woken, and once a minute without."""
    huey = make_huey(app.config["SETTINGS"])
    work = _task(app, huey)
    huey.periodic_task(crontab(minute="*"), name="every_minute")(work.call_local)
    work()
    return huey.create_consumer(workers=1, max_delay=2.0, check_worker_health=True)


def wake(app: Flask) -> None:
    """Tells the worker that there is something to do; it would find it anyway."""
    huey = make_huey(app.config["SETTINGS"])
    _task(app, huey)()


def _task(app: Flask, huey: Huey) -> Any:
    return huey.task(name=WAKE)(_working(app))


def _working(app: Flask) -> Callable[[], None]:
    def work() -> None:
        clock = app.config["CLOCK"]
        with app.app_context():
            send_due_confirmations(clock())
            make_missing_renditions(clock)

    return work
