"""Local times, including skipped and repeated ones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.local_time import (
    AmbiguousTime,
    BadTime,
    NoSuchTime,
    fold_of,
    local_field,
    local_words,
    offset_words,
    read_local,
    season_words,
)

ZONES = [
    *("Europe/Paris", "Europe/London", "Europe/Dublin", "America/New_York"),
    *("America/St_Johns", "America/Sao_Paulo", "America/Havana", "America/Santiago"),
    *("Australia/Lord_Howe", "Australia/Adelaide", "Asia/Kathmandu", "Asia/Tehran"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Chatham", "Africa/Casablanca"),
    *("Africa/Cairo", "Asia/Gaza", "Asia/Tokyo", "Antarctica/Troll", "UTC"),
]

# Local times are naive on purpose.
FROM, UNTIL = datetime.fromisoformat("1971-01-01"), datetime.fromisoformat("2190-01-01")
MOMENTS = st.datetimes(FROM, UNTIL)

# zone, input, last minute before the gap, first moment after it (UTC)
GAPS = [
    ("Europe/Paris", "2026-03-29T02:30", "2026-03-29T00:59", "2026-03-29T01:00"),
    ("Europe/Paris", "2026-03-29T02:00", "2026-03-29T00:59", "2026-03-29T01:00"),
    ("Europe/Paris", "2026-03-29T02:59", "2026-03-29T00:59", "2026-03-29T01:00"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T06:59", "2026-03-08T07:00"),
    ("America/Santiago", "2026-09-06T00:30", "2026-09-06T03:59", "2026-09-06T04:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:29", "2026-10-03T15:30"),
    ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T01:59", "2026-03-22T02:00"),
    ("Antarctica/Troll", "2026-03-29T02:00", "2026-03-29T00:59", "2026-03-29T01:00"),
    ("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T09:59", "2011-12-30T10:00"),
    ("Pacific/Apia", "2011-12-30T23:59", "2011-12-30T09:59", "2011-12-30T10:00"),
    ("Asia/Kathmandu", "1986-01-01T00:05", "1985-12-31T18:29", "1985-12-31T18:30"),
]

# zone, input, both moments (UTC), their names
FOLDS = [
    *(
        ("Europe/Paris", f"2026-10-25T02:{m}", f"00:{m}", f"01:{m}", "UTC+2", "UTC+1")
        for m in ("00", "30", "59")
    ),
    ("America/New_York", "2026-11-01T01:30", "05:30", "06:30", "UTC−4", "UTC−5"),
    ("America/St_Johns", "2026-11-01T01:30", "04:00", "05:00", "UTC−2:30", "UTC−3:30"),
    (
        "Australia/Lord_Howe",
        "2026-04-05T01:45",
        "14:45",
        "15:15",
        "UTC+11",
        "UTC+10:30",
    ),
    ("Africa/Casablanca", "2026-02-15T02:30", "01:30", "02:30", "UTC+1", "UTC"),
    ("Europe/Dublin", "2026-10-25T01:30", "00:30", "01:30", "UTC+1", "UTC"),
    ("Pacific/Chatham", "2026-04-05T03:00", "13:15", "14:15", "UTC+13:45", "UTC+12:45"),
]

# zone, input, UTC: around the changes, on both sides of gap and fold
PLAIN = [
    ("Europe/Paris", "2026-03-29T01:59", "2026-03-29T00:59"),
    ("Europe/Paris", "2026-03-29T03:00", "2026-03-29T01:00"),
    ("Europe/Paris", "2026-10-25T01:59", "2026-10-24T23:59"),
    ("Europe/Paris", "2026-10-25T03:00", "2026-10-25T02:00"),
    ("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59"),
    ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30"),
    ("Asia/Kathmandu", "2026-11-27T09:00", "2026-11-27T03:15"),
    ("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59"),
    ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00"),
    ("Pacific/Kiritimati", "2026-11-27T09:00", "2026-11-26T19:00"),
    ("Asia/Tokyo", "2026-03-29T02:30", "2026-03-28T17:30"),
    ("UTC", "2026-03-29T02:30", "2026-03-29T02:30"),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sides(text: str, place: ZoneInfo, fold: int) -> tuple[datetime, datetime]:
    """Both moments of a repeated time, or those around a gap."""
    try:
        at = read_local(text, place, fold)
    except NoSuchTime as gap:
        return gap.before, gap.after
    return at, at


@pytest.mark.parametrize(("zone", "typed", "at"), PLAIN)
def test_most_local_times_are_unambiguous(zone: str, typed: str, at: str) -> None:
    assert read_local(typed, ZoneInfo(zone)) == utc(at)


@pytest.mark.parametrize(("zone", "typed", "before", "after"), GAPS)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_skipped_time_gives_the_moments_around_it(
    zone: str, typed: str, before: str, after: str, fold: int | None
) -> None:
    with pytest.raises(NoSuchTime) as gap:
        read_local(typed, ZoneInfo(zone), fold)
    assert (gap.value.before, gap.value.after) == (utc(before), utc(after))


@pytest.mark.parametrize(("zone", "typed", "first", "second", "here", "there"), FOLDS)
def test_repeated_time_is_ambiguous(
    zone: str, typed: str, first: str, second: str, here: str, there: str
) -> None:
    place = ZoneInfo(zone)
    with pytest.raises(AmbiguousTime) as twice:
        read_local(typed, place)
    moments = [twice.value.first, twice.value.second]
    assert [f"{at:%H:%M}" for at in moments] == [first, second]
    assert [offset_words(at, place) for at in moments] == [here, there]
    assert [read_local(typed, place, fold) for fold in (0, 1)] == moments
    assert [fold_of(at, place) for at in moments] == [0, 1]
    assert [local_field(at, place) for at in moments] == [typed, typed]


def test_repeated_times_are_named_by_season() -> None:
    place = ZoneInfo("Europe/Paris")
    first, second = utc("2026-10-25T00:30"), utc("2026-10-25T01:30")
    assert season_words(first, second, place) == "summer time"
    assert season_words(second, first, place) == "winter time"
    assert season_words(first, first, place) == ""


@given(
    MOMENTS,
    st.sampled_from(ZONES),
)
def test_every_moment_survives_a_round_trip_through_the_form(
    moment: datetime, zone: str
) -> None:
    """The field's value, with its fold, is read as the same minute."""
    place = ZoneInfo(zone)
    offset = moment.replace(tzinfo=UTC).astimezone(place).utcoffset() or timedelta()
    whole = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    at = whole - timedelta(seconds=offset.total_seconds() % 60)
    assert read_local(local_field(at, place), place, fold_of(at, place)) == at


@given(
    MOMENTS,
    st.sampled_from(ZONES),
    st.sampled_from([0, 1]),
)
def test_every_typed_time_is_shown_again_or_refused(
    typed: datetime, zone: str, fold: int
) -> None:
    place, text = ZoneInfo(zone), f"{typed:%Y-%m-%dT%H:%M}"
    before, after = sides(text, place, fold)
    if before == after:
        assert local_field(before, place) == text
    else:
        assert local_field(before, place) < text < local_field(after, place)
        assert after - before == timedelta(minutes=1)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "tomorrow", "2026-11-27", "2026-11-27T9:00", "2026-13-01T09:00"),
        *("2026-02-30T09:00", "2026-11-27T24:00", "0001-01-01T00:00"),
        *("9999-12-31T23:59", "2026-11-27T09:00+01:00", "２０２６-11-27T09:00"),
    ],
)
def test_invalid_time_is_refused(typed: str) -> None:
    with pytest.raises(BadTime):
        read_local(typed, ZoneInfo("Europe/Paris"))


def test_seconds_and_a_space_are_accepted() -> None:
    assert read_local(" 2026-11-27 09:00:30 ", ZoneInfo("Europe/Paris")) == utc(
        "2026-11-27T08:00:30"
    )


def test_times_are_displayed_with_weekday_and_minutes() -> None:
    at = utc("2026-11-27T08:00")
    assert local_words(at, ZoneInfo("Europe/Paris")) == "Fri 27 Nov 2026, 09:00"
    assert local_words(at, ZoneInfo("Pacific/Auckland")) == "Fri 27 Nov 2026, 21:00"


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Asia/Kathmandu", "UTC+5:45"), ("America/St_Johns", "UTC−3:30"), ("UTC", "UTC")],
)
def test_offsets_are_written_with_their_minutes(zone: str, words: str) -> None:
    assert offset_words(utc("2026-01-15T12:00"), ZoneInfo(zone)) == words
