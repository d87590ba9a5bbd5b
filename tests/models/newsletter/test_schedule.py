"""Automatic issues are scheduled in the newsroom's time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from models.newsletter.newsletter import Newsletter

BERLIN = ZoneInfo("Europe/Berlin")


def next_at(now: str, cadence: str, minute: int, weekday: int = 4) -> str:
    row = Newsletter(cadence=cadence, minute=minute, weekday=weekday)
    row.schedule(datetime.fromisoformat(now).replace(tzinfo=UTC), BERLIN)
    return f"{row.next_at:%a %d %H:%M}" if row.next_at else ""


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-27T06:00", "Fri 27 07:00"),  # in winter 8:00 is 7:00 UTC
        ("2026-03-27T07:00", "Fri 03 06:00"),  # after 29 March it is 6:00 UTC
        ("2026-10-23T06:00", "Fri 30 07:00"),  # and after 25 October again 7:00
    ],
)
def test_weekly_issue_keeps_its_local_time(now: str, then: str) -> None:
    assert next_at(now, "weekly", 8 * 60) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-28T23:00", "Sun 29 01:30"),  # 2:30 is skipped that night
        ("2026-10-24T23:00", "Sun 25 00:30"),  # 2:30 occurs twice: the first counts
        ("2026-10-25T00:30", "Mon 26 01:30"),  # not again an hour later
        ("2026-10-25T01:10", "Mon 26 01:30"),
    ],
)
def test_daily_issue_is_made_once_when_clocks_change(now: str, then: str) -> None:
    assert next_at(now, "daily", 150) == then


def test_manual_newsletter_has_no_next_time() -> None:
    assert next_at("2026-03-27T06:00", "manual", 480) == ""
