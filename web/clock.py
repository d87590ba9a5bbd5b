"""The only place a request reads the clock; deeper code receives `now`."""

from datetime import UTC, datetime

from flask import Flask, current_app


def utc_now() -> datetime:
    """An aware time in UTC."""
    return now_of(current_app)


def now_of(app: Flask) -> datetime:
    """The same without an app context; tests give the app another clock."""
    now: datetime = app.config["CLOCK"]()
    return now.astimezone(UTC)
