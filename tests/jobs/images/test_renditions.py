"""Pictures get renditions, whatever happens meanwhile."""

import pytest
from flask import Flask

from extensions import db
from jobs.images import imaging
from jobs.images.renditions import (
    create_picture,
    make_missing_renditions,
    pictures_waiting,
)
from jobs.images.renditions import keep as keep_files
from models.pictures.picture import Picture
from tests.conftest import Clock
from tests.factories import keep, make_picture
from tests.importers.conftest import picture_bytes


@pytest.fixture
def sea(app: Flask) -> Picture:
    picture: Picture = keep(create_picture(picture_bytes(size=(400, 300)), "0" * 64))
    return picture


def test_a_new_picture_is_due_for_renditions(sea: Picture, clock: Clock) -> None:
    assert pictures_waiting() == 1
    make_missing_renditions(clock)
    assert pictures_waiting() == 0
    assert [r.width for r in sea.renditions("whole", "image/webp")] == [320, 400]


def test_a_new_focal_point_makes_new_crops(sea: Picture, clock: Clock) -> None:
    make_missing_renditions(clock)
    sea.focus_on(0.9, 0.9)
    db.session.commit()
    assert pictures_waiting() == 1


def test_a_picture_whose_focal_point_moved_meanwhile_stays_due(
    sea: Picture, clock: Clock
) -> None:
    other = keep(create_picture(picture_bytes("red"), "1" * 64))
    claims = Picture.claim(clock(), most=2)
    sea.focus_on(0.9, 0.9)
    db.session.commit()
    for claim in claims:
        keep_files(claim, [], clock())
    assert (sea.renditions_due, other.renditions_due) == (True, False)


def test_a_picture_deleted_meanwhile_is_skipped(sea: Picture, clock: Clock) -> None:
    (claim,) = Picture.claim(clock())
    db.session.delete(sea)
    db.session.commit()
    keep_files(claim, [], clock())
    assert db.session.get(Picture, claim.id) is None


def test_a_lost_original_does_not_stop_the_others(sea: Picture, clock: Clock) -> None:
    lost = make_picture()
    make_missing_renditions(clock)
    assert sea.renditions("card", "image/jpeg")
    assert (lost.renditions_due, pictures_waiting()) == (True, 1)


def test_a_failed_drawing_keeps_the_old_files_and_is_tried_again(
    sea: Picture, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_missing_renditions(clock)
    before = list(sea.rendition_rows)
    sea.focus_on(0.9, 0.9)
    db.session.commit()
    with monkeypatch.context() as short:
        short.setitem(imaging.WALL_SECONDS, "draw", 0.001)
        make_missing_renditions(clock)
    assert (sea.rendition_rows, sea.renditions_due) == (before, True)
    make_missing_renditions(clock)
    assert sea.renditions_due
    clock.advance(minutes=61)
    make_missing_renditions(clock)
    assert not sea.renditions_due


def test_a_claimed_picture_is_not_claimed_again(sea: Picture, clock: Clock) -> None:
    Picture.claim(clock())
    make_missing_renditions(clock)
    assert pictures_waiting() == 1
    clock.advance(minutes=6)
    make_missing_renditions(clock)
    assert pictures_waiting() == 0
