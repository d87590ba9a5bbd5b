"""Scheduled publication: in the newsroom's time zone, and without a worker."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition_state import read_edition
from models.setting import Newsroom, write_newsroom
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from tests.admin.stories.test_workflow import make_story, story, write
from tests.conftest import Clock, make_app
from tests.newsroom import Desk

SignedIn = Callable[..., Desk]


def stand_in(zone: str) -> None:
    with transaction():
        write_newsroom(Newsroom(time_zone=zone))


def schedule(desk: Desk, id_: int, at: str, **more: str) -> tuple[int, str]:
    form = {"when": "later", "at": at, **more}
    sent = desk.post(f"/admin/articles/{id_}/publication", data=form)
    return sent.status_code, sent.text


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "typed", "at"),
    [
        ("Europe/Paris", "2026-11-27T09:00", "2026-11-27T08:00"),
        ("America/New_York", "2026-11-27T09:00", "2026-11-27T14:00"),
        ("Asia/Kathmandu", "2026-11-27T09:00", "2026-11-27T03:15"),
        ("Australia/Lord_Howe", "2026-11-27T09:00", "2026-11-26T22:00"),
    ],
)
def test_time_is_in_the_newsrooms_zone(
    desk: Desk, zone: str, typed: str, at: str
) -> None:
    stand_in(zone)
    id_ = make_story()
    assert schedule(desk, id_, typed)[0] == 303
    assert (story(id_).status, story(id_).published_at) == ("published", utc(at))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.action == "schedule"
    assert "Fri 27 Nov 2026, 09:00" in entry.detail


def test_panel_shows_the_publication_time(desk: Desk) -> None:
    stand_in("Europe/Paris")
    id_ = make_story()
    schedule(desk, id_, "2026-11-27T09:00")
    words = "Fri 27 Nov 2026, 09:00 (Europe/Paris) – that is 08:00 UTC"
    assert words in desk.get(f"/admin/articles/{id_}").text


def test_panel_names_the_utc_day_if_it_differs(desk: Desk) -> None:
    stand_in("Pacific/Auckland")
    id_ = make_story()
    schedule(desk, id_, "2026-11-27T09:00")
    assert "that is Thu 26 Nov 2026, 20:00 UTC" in desk.get("/admin/").text or (
        "that is Thu 26 Nov 2026, 20:00 UTC" in desk.get(f"/admin/articles/{id_}").text
    )


def test_time_that_does_not_exist_is_refused(desk: Desk) -> None:
    stand_in("Europe/Paris")
    id_ = make_story()
    status, page = schedule(desk, id_, "2027-03-28T02:30")
    assert (status, story(id_).status) == (422, "draft")
    words = "After Sun 28 Mar 2027, 01:59 comes Sun 28 Mar 2027, 03:00."
    assert words in page
    assert 'value="2027-03-28T02:30"' in page


def test_ambiguous_time_is_asked_about(desk: Desk) -> None:
    stand_in("Europe/Paris")
    id_ = make_story()
    status, page = schedule(desk, id_, "2027-10-31T02:30")
    assert (status, story(id_).status) == (422, "draft")
    assert "the first 02:30 (summer time, UTC+2)" in page
    assert "the second 02:30 (winter time, UTC+1)" in page


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_chosen_time_is_used(desk: Desk, fold: str, hour: int) -> None:
    stand_in("Europe/Paris")
    id_ = make_story()
    assert schedule(desk, id_, "2027-10-31T02:30", fold=fold)[0] == 303
    assert story(id_).published_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", ["", "soon", "2026-11-23T08:59", "2026-11-23T09:00"])
def test_past_and_unreadable_times_are_refused(desk: Desk, at: str) -> None:
    id_ = make_story()
    assert schedule(desk, id_, at)[0] == 422
    assert story(id_).status == "draft"


def test_earlier_date_must_be_ticked(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story(slug="the-line")
    assert schedule(desk, id_, "2025-03-01T10:00", earlier="1")[0] == 303
    assert story(id_).published_at == utc("2025-03-01T10:00")
    assert "1 March 2025" in client.get("/articles/the-line").text
    assert db.session.scalars(select(AuditEntry.action)).all() == ["publish"]


def test_changing_the_zone_keeps_the_moment(desk: Desk) -> None:
    stand_in("Europe/Paris")
    id_ = make_story()
    schedule(desk, id_, "2026-11-27T09:00")
    stand_in("America/New_York")
    assert story(id_).published_at == utc("2026-11-27T08:00")
    assert "Fri 27 Nov 2026, 03:00 (America/New_York)" in (
        desk.get(f"/admin/articles/{id_}").text
    )


def test_schedule_shows_days_people_and_problems(
    desk: Desk, signed_in: SignedIn, clock: Clock
) -> None:
    stand_in("Europe/Paris")
    ben = signed_in("editor", name="Ben Ruiz")
    first, second = make_story(headline="Tides"), make_story(headline="Herring")
    schedule(desk, second, "2026-11-28T00:30")
    schedule(ben, first, "2026-11-27T09:00")
    with transaction():
        db.session.get_one(Article, second).headline = ""
    page = desk.get("/admin/schedule/").text
    assert page.index("Friday") < page.index("Tides") < page.index("Saturday")
    assert page.index("Saturday") < page.index("Untitled")
    assert "Scheduled by Ben Ruiz" in page
    assert "Not ready to be published" in page


def test_schedule_changes_and_cancels(desk: Desk) -> None:
    id_ = make_story()
    schedule(desk, id_, "2026-11-27T09:00")
    address = f"/admin/articles/{id_}"
    form = {"when": "later", "at": "2026-11-29T10:00", "back": "schedule"}
    sent = desk.post(f"{address}/publication", data=form)
    assert sent.headers["Location"] == "/admin/schedule/"
    assert story(id_).published_at == utc("2026-11-29T10:00")
    desk.post(f"{address}/schedule-cancellation", data={"back": "schedule"})
    assert story(id_).status == "draft"
    assert "Nothing is scheduled" in desk.get("/admin/schedule/").text


def test_contributor_sees_their_own_on_the_schedule(
    signed_in: SignedIn, clock: Clock
) -> None:
    ana, due = signed_in("contributor"), clock.now + timedelta(days=1)
    given: dict[str, Any] = {"status": "published", "published_at": due}
    make_story(headline="Secret", **given)
    make_story(headline="Hers", owner_id=ana.editor_id, **given)
    page = ana.get("/admin/schedule/").text
    assert "Hers" in page
    assert "Secret" not in page
    assert "Save time" not in page


def test_pending_changes_of_a_scheduled_story_are_shown(
    desk: Desk, clock: Clock
) -> None:
    due = clock.now + timedelta(days=1)
    id_ = make_story("published", published_at=due)
    write(id_, clock, headline="Another")
    assert "Has changes that are not scheduled" in desk.get("/admin/schedule/").text


def test_story_due_while_everything_was_down_appears(
    app: Flask,
    desk: Desk,
    client: FlaskClient,
    clock: Clock,
    tmp_path: Path,
    database_url: str,
) -> None:
    id_ = make_story(slug="soon", headline="The tide tables")
    schedule(desk, id_, "2026-11-27T09:00")
    assert "tide tables" not in client.get("/").text
    before = read_edition(clock.now)
    db.session.remove()
    db.engine.dispose()
    clock.now = utc("2026-11-27T12:00")
    another = make_app(database_url, tmp_path, clock)
    reader = another.test_client()
    assert "tide tables" in reader.get("/").text
    assert "tide tables" in reader.get("/articles/soon").text
    assert "tide tables" in reader.get("/latest/list").text
    with another.app_context():
        assert read_edition(clock.now) != before
        db.session.remove()
        db.engine.dispose()


def test_story_that_is_due_needs_no_action(
    desk: Desk, client: FlaskClient, clock: Clock
) -> None:
    id_ = make_story(slug="soon")
    schedule(desk, id_, "2026-11-27T09:00")
    clock.now = utc("2026-11-27T09:00") - timedelta(microseconds=1)
    assert client.get("/articles/soon").status_code == 404
    clock.now = utc("2026-11-27T09:00")
    assert client.get("/articles/soon").status_code == 200
