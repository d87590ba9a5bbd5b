"""Editing a picture's details; conflicting changes are never overwritten."""

from typing import Any

import pytest
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition import Edition
from models.pictures.picture import Picture
from models.staff.audit_entry import AuditEntry
from tests.factories import make_picture
from tests.newsroom import Desk

HTMX = {"HX-Request": "true"}


def fields(picture: Picture, **given: Any) -> dict[str, Any]:
    return {
        "alt_text": picture.alt_text,
        "caption": picture.caption,
        "credit": picture.credit,
        "credit_url": picture.credit_url,
        "focal_x": f"{picture.focal_x * 100:.1f}",
        "focal_y": f"{picture.focal_y * 100:.1f}",
        "version": picture.details_version,
        **given,
    }


def save(desk: Desk, picture: Picture, sent: dict[str, Any], **more: Any) -> Any:
    answer = desk.post(f"/admin/pictures/{picture.id}/words", data=sent, **more)
    db.session.rollback()
    return answer


@pytest.fixture
def picture(desk: Desk) -> Picture:
    return make_picture(renditions_due=False)


def test_details_are_saved_and_shown(desk: Desk, picture: Picture) -> None:
    sent = fields(picture, alt_text=" A  bay\nin fog ", credit_url="https://a.example/")
    answer = save(desk, picture, sent)
    assert (answer.status_code, picture.alt_text) == (303, "A bay in fog")
    assert answer.headers["Location"] == f"/admin/pictures/{picture.id}"
    (entry,) = db.session.scalars(select(AuditEntry))
    assert entry.action == "edit details"
    assert entry.detail == "alt text, credit link"


def test_dialog_gets_the_form_and_then_the_figure(desk: Desk, picture: Picture) -> None:
    form = desk.get(f"/admin/pictures/{picture.id}/words").text
    assert 'name="alt_text"' in form
    assert "<html" not in form
    answer = save(desk, picture, fields(picture, caption="A bay."), headers=HTMX)
    assert answer.status_code == 200
    assert 'class="picture-figure"' in answer.text
    assert "A bay." in answer.text


WRONG = {
    "alt_text": "x" * 1001,
    "caption": "x" * 2001,
    "credit": "x" * 501,
    "credit_url": "javascript:alert(1)",
    "focal_x": "101",
    "focal_y": "nan",
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_errors_are_shown_beside_their_fields(
    desk: Desk, picture: Picture, name: str, headers: dict[str, str]
) -> None:
    before = picture.details_version
    sent = fields(picture, **{name: WRONG[name]})
    answer = save(desk, picture, sent, headers=headers)
    assert answer.status_code == 422
    assert f'id="{name}-problem"' in answer.text
    assert ("<html" in answer.text) is not bool(headers)
    assert picture.details_version == before


@pytest.mark.parametrize(
    "address", ["ftp://a.example", "//a.example", "https://", "http://[", "data:x,y"]
)
def test_credit_links_only_to_web_pages(
    desk: Desk, picture: Picture, address: str
) -> None:
    assert save(desk, picture, fields(picture, credit_url=address)).status_code == 422
    assert picture.credit_url == ""


def test_focal_point_makes_new_crops_due(desk: Desk, picture: Picture) -> None:
    save(desk, picture, fields(picture, focal_x="12.5", focal_y="80"))
    assert (picture.focal_x, picture.focal_y) == (0.125, 0.8)
    assert picture.renditions_due


def test_unchanged_focal_point_stays_exact(desk: Desk, picture: Picture) -> None:
    with transaction():
        picture.focal_x, picture.focal_y = 1 / 3, 2 / 3
    save(desk, picture, fields(picture, caption="Another"))
    assert (picture.focal_x, picture.focal_y) == (1 / 3, 2 / 3)
    assert not picture.renditions_due


def test_details_of_somebody_else_are_not_overwritten(
    desk: Desk, picture: Picture
) -> None:
    opened = fields(picture, alt_text="Mine", caption=picture.caption)
    with transaction():
        picture.alt_text = "Theirs"
    answer = save(desk, picture, opened)
    assert (answer.status_code, picture.alt_text) == (409, "Theirs")
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    again = save(desk, picture, {**opened, "version": picture.details_version})
    assert (again.status_code, picture.alt_text) == (303, "Mine")


def test_conflict_in_a_dialog_is_a_form_with_both(desk: Desk, picture: Picture) -> None:
    opened = fields(picture, alt_text="Mine")
    with transaction():
        picture.alt_text = "Theirs"
    answer = save(desk, picture, opened, headers=HTMX)
    assert answer.status_code == 409
    assert "<html" not in answer.text
    assert picture.details_version in answer.text


def test_same_details_from_two_people_are_no_conflict(
    desk: Desk, picture: Picture
) -> None:
    opened = fields(picture, alt_text="The same")
    with transaction():
        picture.alt_text = "The same"
    assert save(desk, picture, opened).status_code == 303


def test_only_changed_details_make_an_edition(desk: Desk, picture: Picture) -> None:
    def edition() -> int | None:
        db.session.rollback()
        return db.session.scalar(select(Edition.number))

    before = edition()
    save(desk, picture, fields(picture))
    assert edition() == before
    save(desk, picture, fields(picture, caption="Another"))
    assert edition() != before


# ---- of all that have just arrived


def test_arrivals_are_described_in_one_form(desk: Desk) -> None:
    one, two = make_picture(), make_picture()
    page = desk.get(f"/admin/pictures/arrivals?ids={one.id},{two.id}").text
    assert page.count('action="/admin/pictures/arrivals"') == 1
    sent = {"ids": f"{one.id},{two.id}"}
    for picture, words in ((one, "First"), (two, "Second")):
        for name, value in fields(picture, alt_text=words).items():
            sent[f"picture-{picture.id}-{name}"] = value
    answer = desk.post("/admin/pictures/arrivals", data=sent)
    db.session.rollback()
    assert answer.status_code == 303
    assert (one.alt_text, two.alt_text) == ("First", "Second")


def test_arrivals_save_the_valid_ones(desk: Desk) -> None:
    one, two = make_picture(), make_picture()
    sent = {"ids": f"{one.id},{two.id}"}
    for picture, address in ((one, "https://a.example/"), (two, "nonsense")):
        for name, value in fields(picture, credit_url=address).items():
            sent[f"picture-{picture.id}-{name}"] = value
    answer = desk.post("/admin/pictures/arrivals", data=sent)
    db.session.rollback()
    assert answer.status_code == 422
    assert (one.credit_url, two.credit_url) == ("https://a.example/", "")
    assert f'id="arrival-{two.id}"' in answer.text
    assert f'id="arrival-{one.id}"' not in answer.text


def test_arrivals_without_pictures_are_missing(desk: Desk) -> None:
    for ids in ("", "999", "x", "1,,;drop"):
        assert desk.get(f"/admin/pictures/arrivals?ids={ids}").status_code == 404
