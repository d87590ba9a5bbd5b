"""Replacing, restoring, reprocessing and deleting a picture."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from jobs.images.renditions import create_picture, make_missing_renditions
from models.base import transaction
from models.edition import Edition
from models.pictures.picture import Picture
from models.setting import Newsroom, write_newsroom
from models.staff.audit_entry import AuditEntry
from tests.conftest import Clock
from tests.factories import keep, make_article, make_contributor, make_picture
from tests.importers.conftest import picture_bytes
from tests.newsroom import Desk

SEA, SKY = picture_bytes("navy", (400, 300)), picture_bytes("skyblue", (300, 400))


@pytest.fixture
def sea(app: Flask, clock: Clock) -> Picture:
    """The lead picture of a story, with renditions."""
    picture: Picture = keep(create_picture(SEA, "0" * 64))
    make_article(slug="the-sea", lead_picture=picture)
    make_missing_renditions(clock)
    return picture


def replace(desk: Desk, picture: Picture, data: bytes, **more: str) -> Any:
    sent = {"file": (BytesIO(data), "sky.jpg"), **more}
    answer = desk.post(f"/admin/pictures/{picture.id}/replacement", data=sent)
    db.session.rollback()
    return answer


def shown(desk: Desk) -> str:
    return desk.get("/articles/the-sea").text


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def key_of(picture: Picture) -> str:
    return picture.renditions("whole", "image/jpeg")[0].key


def test_readers_get_the_old_files_until_the_new_ones_are_ready(
    desk: Desk, sea: Picture, clock: Clock
) -> None:
    old = key_of(sea)
    assert replace(desk, sea, SKY).status_code == 303
    assert old in shown(desk)
    assert 'height="300"' in shown(desk)
    make_missing_renditions(clock)
    assert key_of(sea) != old
    assert key_of(sea) in shown(desk)
    assert old not in shown(desk)


def test_replacement_keeps_details_and_focal_point(desk: Desk, sea: Picture) -> None:
    with transaction():
        sea.alt_text, sea.focal_x = "The sea", 0.2
    replace(desk, sea, SKY)
    assert (sea.alt_text, sea.focal_x, sea.file_name) == ("The sea", 0.2, "sky.jpg")
    assert (sea.width, sea.height) == (300, 400)
    replace(desk, sea, SEA, reset="yes")
    assert sea.focal_x == 0.5


def test_previous_file_can_be_restored(desk: Desk, sea: Picture, clock: Clock) -> None:
    original, old = sea.original, key_of(sea)
    replace(desk, sea, SKY)
    make_missing_renditions(clock)
    desk.post(f"/admin/pictures/{sea.id}/restoration")
    make_missing_renditions(clock)
    db.session.rollback()
    assert (sea.original, key_of(sea)) == (original, old)
    assert sea.previous
    assert sea.previous["file_name"] == "sky.jpg"
    assert actions() == ["replace", "restore file"]


def test_restoring_without_a_previous_file_changes_nothing(
    desk: Desk, sea: Picture
) -> None:
    before = sea.original
    assert desk.post(f"/admin/pictures/{sea.id}/restoration").status_code == 303
    db.session.rollback()
    assert (sea.original, sea.renditions_due) == (before, False)


def test_same_file_is_no_replacement(desk: Desk, sea: Picture) -> None:
    replace(desk, sea, SKY)
    again = replace(desk, sea, SKY)
    assert again.status_code == 422
    assert "This is the current file" in again.text


@pytest.mark.parametrize("data", [b"", b"<svg/>", SEA[:100]])
def test_bad_replacement_leaves_the_picture_alone(
    desk: Desk, sea: Picture, data: bytes
) -> None:
    before = sea.file
    answer = replace(desk, sea, data)
    assert answer.status_code == 422
    assert 'id="replacement-problem"' in answer.text
    assert (sea.file, sea.renditions_due) == (before, False)


def test_replacement_makes_an_edition_when_readers_see_it(
    desk: Desk, sea: Picture, clock: Clock
) -> None:
    replace(desk, sea, SKY)
    before = db.session.scalar(select(Edition.number))
    make_missing_renditions(clock)
    db.session.rollback()
    assert db.session.scalar(select(Edition.number)) != before


def test_failure_is_shown_until_it_is_resolved(desk: Desk, clock: Clock) -> None:
    lost = make_picture()
    make_missing_renditions(clock)
    db.session.rollback()
    page = desk.get(f"/admin/pictures/{lost.id}").text
    assert "is missing from the media store" in page
    assert "Try again" in page
    desk.post(f"/admin/pictures/{lost.id}/renditions")
    db.session.rollback()
    assert (lost.failure, lost.renditions_due, lost.claimed_until) == ("", True, None)


def test_unused_picture_is_deleted(desk: Desk) -> None:
    picture = make_picture(alt_text="A bay")
    answer = desk.post(f"/admin/pictures/{picture.id}/deletion")
    assert answer.status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Picture)).all() == []
    (entry,) = db.session.scalars(select(AuditEntry))
    assert (entry.action, entry.subject_name) == ("delete", "A bay")


def as_lead(picture: Picture) -> None:
    make_article(headline="A use of it", lead_picture=picture)


def as_portrait(picture: Picture) -> None:
    make_contributor("A use of it", portrait=picture)


def as_logo(picture: Picture) -> None:
    with transaction():
        write_newsroom(Newsroom(name="A use of it", logo_id=picture.id))


@pytest.mark.parametrize("put_to_use", [as_lead, as_portrait, as_logo])
def test_picture_in_use_is_not_deleted(desk: Desk, put_to_use: Any) -> None:
    picture = make_picture()
    put_to_use(picture)
    answer = desk.post(f"/admin/pictures/{picture.id}/deletion")
    assert answer.status_code == 409
    assert "A use of it" in answer.text
    db.session.rollback()
    assert db.session.get(Picture, picture.id)


def test_picture_in_a_draft_is_not_deleted(desk: Desk) -> None:
    picture = make_picture()
    story = make_article()
    figure = f'<p>One.</p><figure data-picture="{picture.id}"></figure>'
    sent = {"version": 0, "headline": "Its draft", "kind": "article", "body": figure}
    sent["story_key"] = story.key
    desk.post(f"/admin/articles/{story.id}/draft", data=sent)
    answer = desk.post(f"/admin/pictures/{picture.id}/deletion")
    assert answer.status_code == 409
    assert story.headline in answer.text
