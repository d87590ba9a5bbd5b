"""Once something public or scheduled uses a picture, only editors change it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from extensions import db
from models.base import transaction
from models.pictures.picture import Picture
from models.pictures.picture_use import note_picture_uses
from models.setting import Newsroom, write_newsroom
from models.stories.content import Content
from tests.conftest import START
from tests.factories import make_article, make_contributor, make_picture
from tests.newsroom import Desk

ACTIONS = ("words", "replacement", "restoration", "renditions", "deletion")
FIELDS = {"focal_x": "50", "focal_y": "50", "alt_text": "Changed words"}


def lead(picture: Picture, **given: Any) -> None:
    make_article(lead_picture=picture, **given)


def in_text(picture: Picture) -> None:
    figure = f'<figure data-picture="{picture.id}"></figure>'
    article = make_article(opening=figure)
    with transaction():
        note_picture_uses(article.id, Content.of(article))


def logo(picture: Picture) -> None:
    with transaction():
        write_newsroom(Newsroom(logo_id=picture.id))


USES: dict[str, Callable[[Picture], Any]] = {
    "lead": lead,
    "scheduled": lambda picture: lead(picture, published_at=START + timedelta(days=1)),
    "text": in_text,
    "portrait": lambda picture: make_contributor(portrait_id=picture.id),
    "logo": logo,
}


@pytest.fixture
def ana(app: Flask, signed_in: Callable[..., Desk]) -> Desk:
    return signed_in("contributor")


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("action", ACTIONS)
def test_contributor_cannot_change_a_published_picture(
    ana: Desk, use: str, action: str
) -> None:
    picture = make_picture(editor_id=ana.editor_id, alt_text="As published")
    USES[use](picture)
    answer = ana.post(f"/admin/pictures/{picture.id}/{action}", data=FIELDS)
    assert answer.status_code == 403
    assert "This picture is published" in answer.text
    db.session.rollback()
    assert db.session.get_one(Picture, picture.id).alt_text == "As published"


def test_arrivals_cannot_change_a_published_picture(ana: Desk) -> None:
    picture = make_picture(editor_id=ana.editor_id, alt_text="As published")
    lead(picture)
    sent = {f"picture-{picture.id}-{name}": value for name, value in FIELDS.items()}
    ana.post("/admin/pictures/arrivals", data={"ids": str(picture.id), **sent})
    db.session.rollback()
    assert db.session.get_one(Picture, picture.id).alt_text == "As published"


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn"])
def test_contributor_can_change_an_unpublished_picture(ana: Desk, status: str) -> None:
    picture = make_picture(editor_id=ana.editor_id)
    lead(picture, status=status)
    answer = ana.post(f"/admin/pictures/{picture.id}/renditions")
    assert answer.status_code == 302 or answer.status_code == 303


def test_editor_changes_a_published_picture(desk: Desk) -> None:
    picture = make_picture()
    lead(picture)
    answer = desk.post(f"/admin/pictures/{picture.id}/renditions")
    assert answer.status_code in (302, 303)


def test_contributor_sees_no_headline_of_anothers_draft(ana: Desk) -> None:
    picture = make_picture(editor_id=ana.editor_id)
    lead(picture, status="draft", published_at=None, headline="A secret")
    lead(picture, headline="Known to all", slug="known")
    page = ana.get(f"/admin/pictures/{picture.id}").text
    assert "A secret" not in page
    assert "1 story by other people" in page
    assert 'href="/articles/known"' in page


def test_refusal_to_delete_names_no_draft(ana: Desk) -> None:
    picture = make_picture(editor_id=ana.editor_id)
    lead(picture, status="draft", published_at=None, headline="A secret")
    answer = ana.post(f"/admin/pictures/{picture.id}/deletion")
    assert answer.status_code == 409
    assert "A secret" not in answer.text
