"""When a story is to appear, as typed into a form in the newsroom's own time."""

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

UNREADABLE = "Say a day and a time, as 2026-11-27 09:00."
FOLDS = {"0": 0, "1": 1}


@dataclass(frozen=True)
class Choice:
    """One of the two moments that a clock shows alike."""

    fold: int
    words: str


class BadMoment(ValueError):
    """The message says what is wrong; `choices` are what may have been meant."""

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


def _skipped(gap: NoSuchTime, zone: ZoneInfo) -> str:
    return (
        "There is no such time: the clocks are put forward then. "
        f"After {local_words(gap.before, zone)} comes {local_words(gap.after, zone)}."
    )


def _twice(twice: AmbiguousTime, zone: ZoneInfo) -> tuple[str, tuple[Choice, ...]]:
    moments = (twice.first, twice.second)
    said = f"{clock_words(twice.first, zone)} comes twice on that day: which one?"
    return said, tuple(
        Choice(
            fold, f"the {word} {clock_words(at, zone)} ({_told_apart(at, other, zone)})"
        )
        for fold, (word, at, other) in enumerate(
            zip(("first", "second"), moments, moments[::-1], strict=True)
        )
    )


def _told_apart(at: datetime, other: datetime, zone: ZoneInfo) -> str:
    words = [season_words(at, other, zone), offset_words(at, zone)]
    return ", ".join(word for word in words if word)
