"""Where a request reads the clock; everything deeper is handed `now`."""

from datetime import UTC, datetime

from flask import Flask, current_app


def utc_now() -> datetime:
    """An aware time in UTC."""
    return now_of(current_app)


def now_of(app: Flask) -> datetime:
    """The same where no app is current; tests give the app another clock."""
    now: datetime = app.config["CLOCK"]()
    return now.astimezone(UTC)
