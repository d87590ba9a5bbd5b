"""The one place that reads the clock; everything deeper is handed `now`."""

from datetime import UTC, datetime

from flask import current_app


def utc_now() -> datetime:
    """An aware time in UTC; tests give the app another clock."""
    now: datetime = current_app.config["CLOCK"]()
    return now.astimezone(UTC)
