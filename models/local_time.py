"""Local times, including those that daylight saving time repeats or skips."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

TYPED = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.0+)?)?", re.ASCII
)
YEARS = range(1900, 2200)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class BadTime(ValueError):
    """The text is not a time, or is out of range."""


class NoSuchTime(BadTime):
    """The clocks skip this time. `before` is the last minute before the gap, `after`
    the first moment after it (both UTC).
    """

    def __init__(self, before: datetime, after: datetime) -> None:
        super().__init__(before, after)
        self.before, self.after = before, after


class AmbiguousTime(BadTime):
    """The clocks show this time twice: `first` and `second`, both UTC."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


def read_local(text: str, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """UTC, from the value of `<input type="datetime-local">`. Raises BadTime.

    `fold` chooses between repeated times: 0 the first, 1 the second
    (https://peps.python.org/pep-0495/).
    """
    typed = _read(text)
    first, second = _instant(typed, zone, 0), _instant(typed, zone, 1)
    if first == second:
        return first
    if not _shows(first, zone, typed):
        raise _gap(second, first, zone)
    if fold is None:
        raise AmbiguousTime(first, second)
    return second if fold else first


def read_day(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first and last moment (UTC) of a day, from an `<input type="date">`.

    Raises BadTime.
    """
    day = _read(f"{text.strip()}T00:00")
    first, next_ = (_instant(midnight, zone, 0) for midnight in (day, day + DAY))
    return first, next_ - timedelta.resolution


def local_field(at: datetime, zone: ZoneInfo) -> str:
    """A value for `<input type="datetime-local">`."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def fold_of(at: datetime, zone: ZoneInfo) -> int | None:
    """The `fold` that `read_local` needs to reverse `local_field`; usually None."""
    local = at.astimezone(zone)
    other = local.replace(fold=1 - local.fold)
    return None if other.utcoffset() == local.utcoffset() else local.fold


def local_words(at: datetime, zone: ZoneInfo) -> str:
    """Fri 27 Nov 2026, 09:00"""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def clock_words(at: datetime, zone: ZoneInfo) -> str:
    """09:00"""
    return f"{at.astimezone(zone):%H:%M}"


def offset_words(at: datetime, zone: ZoneInfo) -> str:
    """UTC, UTC+2, UTC+5:45 or UTC−3:30"""
    offset = at.astimezone(zone).utcoffset() or timedelta()
    minutes = abs(offset) // MINUTE
    if not minutes:
        return "UTC"
    sign = "−" if offset < timedelta() else "+"  # a minus sign, not a hyphen
    rest = f":{minutes % 60:02}" if minutes % 60 else ""
    return f"UTC{sign}{minutes // 60}{rest}"


def season_words(at: datetime, other: datetime, zone: ZoneInfo) -> str:
    """Summer or winter time, if that tells the two apart; otherwise an empty string."""
    here, there = (bool(moment.astimezone(zone).dst()) for moment in (at, other))
    if here == there:
        return ""
    later = _offset(at, zone) > _offset(other, zone)
    return "summer time" if later else "winter time"


def _read(text: str) -> datetime:
    found = TYPED.fullmatch(text.strip())
    try:
        numbers = [int(group or 0) for group in found.groups()] if found else []
        typed = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001
    except (TypeError, ValueError) as error:
        raise BadTime(text) from error
    if typed.year not in YEARS:
        raise BadTime(text)
    return typed


def _instant(typed: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return typed.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _shows(at: datetime, zone: ZoneInfo, typed: datetime) -> bool:
    return at.astimezone(zone).replace(tzinfo=None, fold=0) == typed


def _gap(before: datetime, after: datetime, zone: ZoneInfo) -> NoSuchTime:
    """Finds the moment between the two at which the clocks went forward."""
    offset = _offset(before, zone)
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if _offset(middle, zone) == offset:
            before = middle
        else:
            after = middle
    jump = after.replace(microsecond=0)
    return NoSuchTime(jump - MINUTE, jump)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
