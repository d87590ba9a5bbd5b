"""Publication times: parsed in the newsroom's time zone, and in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.local_time import (
    AmbiguousTime,
    BadTime,
    NoSuchTime,
    clock_words,
    local_words,
    offset_words,
    read_local,
    season_words,
)

UNREADABLE = "Enter a day and a time, such as 2026-11-27 09:00."
FOLDS = {"0": 0, "1": 1}


@dataclass(frozen=True)
class Choice:
    """One of the two moments with the same local time when clocks go back."""

    fold: int
    words: str


class BadMoment(ValueError):
    """`choices` has both moments if the local time is ambiguous."""

    def __init__(self, message: str, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(message)
        self.choices = choices


def read_moment(form: Mapping[str, str], zone: ZoneInfo) -> datetime:
    """UTC, from the fields `at` and `fold`. Raises BadMoment."""
    try:
        return read_local(form.get("at", ""), zone, FOLDS.get(form.get("fold", "")))
    except NoSuchTime as gap:
        raise BadMoment(_skipped(gap, zone)) from gap
    except AmbiguousTime as twice:
        raise BadMoment(*_twice(twice, zone)) from twice
    except BadTime as error:
        raise BadMoment(UNREADABLE) from error


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    """Fri 27 Nov 2026, 09:00 (Europe/Paris) – that is 08:00 UTC"""
    here = f"{local_words(at, zone)} ({zone.key})"
    # Do not repeat the same time.
    if offset_words(at, zone) == "UTC":
        return here
    return f"{here} – that is {_in_utc(at, zone)} UTC"


def _in_utc(at: datetime, zone: ZoneInfo) -> str:
    """With the day if it differs in UTC."""
    utc = ZoneInfo("UTC")
    same_day = at.astimezone(zone).date() == at.astimezone(utc).date()
    return clock_words(at, utc) if same_day else local_words(at, utc)


def _skipped(gap: NoSuchTime, zone: ZoneInfo) -> str:
    return (
        "This time does not exist: the clocks go forward then. "
        f"After {local_words(gap.before, zone)} comes {local_words(gap.after, zone)}."
    )


def _twice(twice: AmbiguousTime, zone: ZoneInfo) -> tuple[str, tuple[Choice, ...]]:
    moments = (twice.first, twice.second)
    time = clock_words(twice.first, zone)
    return f"{time} occurs twice on that day. Choose one.", tuple(
        Choice(
            fold,
            f"the {word} {clock_words(at, zone)} ({_distinguished(at, other, zone)})",
        )
        for fold, (word, at, other) in enumerate(
            zip(("first", "second"), moments, moments[::-1], strict=True)
        )
    )


def _distinguished(at: datetime, other: datetime, zone: ZoneInfo) -> str:
    words = [season_words(at, other, zone), offset_words(at, zone)]
    return ", ".join(word for word in words if word)
