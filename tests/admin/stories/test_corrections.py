"""Corrections: public, dated, marked in lists, removed only by administrators."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from extensions import db
from models.base import transaction
from models.edition_state import read_edition
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.correction import Correction
from tests import factories as make
from tests.conftest import Clock
from tests.newsroom import Desk

TEXT = "An earlier version said that the dam holds 40 cubic kilometres. It holds 4."
MATERIAL = {"text": TEXT, "is_material": "y"}
SLIGHT = {"text": "The river’s name was misspelt."}


@pytest.fixture
def story(app: Flask) -> Article:
    return make.make_article(
        slug="dam", headline="The dam", regions=[make.make_region()]
    )


def address(article: Article) -> str:
    return f"/admin/articles/{article.id}/corrections/"


def correct(desk: Desk, article: Article, **given: str) -> Any:
    return desk.post(address(article), data=given)


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).text, "html.parser")


def notes(found: Tag) -> list[str]:
    return [" ".join(p.text.split()) for p in found.select(".corrections__one")]


# ---- what readers see


def test_material_correction_is_above_the_text(
    desk: Desk, client: FlaskClient, story: Article
) -> None:
    assert correct(desk, story, **MATERIAL).status_code == 303
    article = page(client, "/articles/dam").select_one("article.article")
    assert article
    order = [str(tag["class"][0]) for tag in article.find_all(recursive=False)]
    assert order == ["article__header", "corrections", "prose", "ending"]
    assert notes(article) == [f"Corrected on 23 November 2026: {TEXT}"]


def test_minor_correction_is_below_the_text(
    desk: Desk, client: FlaskClient, story: Article
) -> None:
    correct(desk, story, **SLIGHT)
    article = page(client, "/articles/dam").select_one("article.article")
    assert article
    order = [str(tag["class"][0]) for tag in article.find_all(recursive=False)]
    assert order == ["article__header", "prose", "corrections", "ending"]
    assert notes(article)[0].startswith("Amended on 23 November 2026: ")


def test_opened_copy_has_all_of_them(
    desk: Desk, client: FlaskClient, story: Article, clock: Clock
) -> None:
    correct(desk, story, **MATERIAL)
    clock.advance(hours=1)
    correct(desk, story, **SLIGHT)
    expected = [
        f"Corrected on 23 November 2026: {TEXT}",
        f"Amended on 23 November 2026: {SLIGHT['text']}",
    ]
    assert notes(page(client, "/articles/dam/rest")) == expected
    other = make.make_article(slug="other")
    opened = page(client, f"/articles/{other.slug}?open=dam").select_one("#item-dam")
    assert opened
    assert notes(opened) == expected


@pytest.mark.parametrize(
    ("kind", "path"), [("brief", "/briefs/"), ("page", "/pages/dam")]
)
def test_briefs_and_pages_are_corrected_too(
    desk: Desk, client: FlaskClient, kind: str, path: str
) -> None:
    story = make.make_article(kind=kind, slug="dam")
    correct(desk, story, **MATERIAL)
    assert notes(page(client, path)) == [f"Corrected on 23 November 2026: {TEXT}"]


def test_story_without_a_rest_shows_them_in_the_stream(
    desk: Desk, client: FlaskClient
) -> None:
    correct(desk, make.make_article(slug="short", rest=""), **SLIGHT)
    make.make_article(slug="other")
    item = page(client, "/articles/other").select_one("#item-short")
    assert item
    assert len(notes(item)) == 1


def test_lists_mark_material_corrections(
    desk: Desk, client: FlaskClient, story: Article
) -> None:
    slight = make.make_article(slug="slight", regions=list(story.regions))
    correct(desk, story, **MATERIAL)
    correct(desk, slight, **SLIGHT)
    marked = {
        "/latest/list": "#latest-dam",
        f"/regions/{story.regions[0].slug}": ".card:has([href='/articles/dam'])",
        "/": ".card:has([href='/articles/dam'])",
    }
    for path, place in marked.items():
        found = page(client, path)
        assert "Corrected" in found.select_one(place).text, path  # type: ignore[union-attr]
        other = found.select_one(place.replace("dam", "slight"))
        assert other
        assert "Corrected" not in other.text, path


def test_structured_data_has_corrections(
    desk: Desk, client: FlaskClient, story: Article
) -> None:
    correct(desk, story, **MATERIAL)
    block = page(client, "/articles/dam").select_one("script[type*=ld]")
    assert block
    facts = json.loads(block.text)
    assert facts["dateModified"] == "2026-11-23T09:00:00Z"
    assert facts["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": TEXT,
            "datePublished": "2026-11-23T09:00:00Z",
        }
    ]


def test_correction_makes_a_new_edition(
    desk: Desk, client: FlaskClient, story: Article, clock: Clock
) -> None:
    etag = client.get("/articles/dam").headers["ETag"]
    before = read_edition(clock.now).number
    correct(desk, story, **SLIGHT)
    db.session.rollback()
    assert read_edition(clock.now).number == before + 1
    again = client.get("/articles/dam", headers={"If-None-Match": etag})
    assert again.status_code == 200


def test_correction_text_is_escaped(
    desk: Desk, client: FlaskClient, story: Article
) -> None:
    correct(desk, story, text="<b>x</b>\n\n y\u2028z", is_material="y")
    assert "&lt;b&gt;x&lt;/b&gt; y z" in client.get("/articles/dam").text


# ---- who may, and when


def test_correction_is_in_the_log(desk: Desk, story: Article) -> None:
    correct(desk, story, **MATERIAL)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_name) == ("correct", "The dam")
    assert entry.detail == TEXT
    assert entry.editor_id == desk.editor_id


def test_double_click_publishes_one_correction(desk: Desk, story: Article) -> None:
    for _ in range(2):
        assert correct(desk, story, **MATERIAL).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Correction)) == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_invalid_text_comes_back_with_a_reason(
    desk: Desk, story: Article, text: str
) -> None:
    answer = correct(desk, story, text=text)
    assert answer.status_code == 422
    assert "field__problem" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Correction)) == 0


def test_unpublished_story_cannot_be_corrected(desk: Desk, clock: Clock) -> None:
    for given in (
        {"status": "draft"},
        {"status": "submitted"},
        {"published_at": clock.now + timedelta(hours=1)},
    ):
        story = make.make_article(**given)
        assert correct(desk, story, **MATERIAL).status_code == 409
        assert "Publish the correction" not in desk.get(address(story)).text


def test_withdrawn_story_can_be_corrected(desk: Desk) -> None:
    story = make.make_article(status="withdrawn")
    assert correct(desk, story, **MATERIAL).status_code == 303


def test_contributor_cannot_correct(
    signed_in: Callable[..., Desk], story: Article
) -> None:
    contributor = signed_in("contributor")
    with transaction():
        db.session.get_one(Article, story.id).owner_id = contributor.editor_id
    assert "Editors publish corrections" in contributor.get(address(story)).text
    assert correct(contributor, story, **MATERIAL).status_code == 403


def test_administrator_removes_one_and_readers_see_none(
    signed_in: Callable[..., Desk], client: FlaskClient, story: Article
) -> None:
    administrator = signed_in("administrator")
    correct(administrator, story, **MATERIAL)
    made = db.session.scalars(select(Correction)).one()
    removal = f"{address(story)}{made.id}/removal"
    assert signed_in("editor").post(removal).status_code == 403
    assert administrator.post(removal).status_code == 303
    answer = client.get("/articles/dam").text
    assert "orrected" not in answer
    assert "CorrectionComment" not in answer
    actions = db.session.scalars(
        select(AuditEntry.action).order_by(AuditEntry.id)
    ).all()
    assert actions == ["correct", "remove correction"]


def test_older_material_correction_counts_again(
    signed_in: Callable[..., Desk], story: Article, clock: Clock
) -> None:
    administrator = signed_in("administrator")
    first = clock.now
    correct(administrator, story, **MATERIAL)
    clock.advance(hours=1)
    correct(administrator, story, text="Again.", is_material="y")
    last = db.session.scalars(select(Correction).order_by(Correction.id.desc())).first()
    assert last
    administrator.post(f"{address(story)}{last.id}/removal")
    db.session.rollback()
    db.session.refresh(story)
    assert (story.corrected_at, len(story.corrections)) == (first, 1)
    assert story.updated_at == clock.now


def test_correction_of_another_story_is_not_found(
    signed_in: Callable[..., Desk], story: Article
) -> None:
    administrator = signed_in("administrator")
    other = make.make_article()
    correct(administrator, other, **MATERIAL)
    made = db.session.scalars(select(Correction)).one()
    answer = administrator.post(f"{address(story)}{made.id}/removal")
    assert answer.status_code == 404


def test_story_can_still_be_deleted(desk: Desk, story: Article) -> None:
    correct(desk, story, **MATERIAL)
    with transaction():
        db.session.delete(db.session.get_one(Article, story.id))
    assert db.session.scalar(select(func.count()).select_from(Correction)) == 0
