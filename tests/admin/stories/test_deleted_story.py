"""A story deleted while somebody writes in it: no text is lost or misplaced."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.draft import current_content
from tests.admin.stories.writing import autosave, fields, make_story, stored
from tests.factories import make_region
from tests.newsroom import Desk, make_editor, sign_in

HIDDEN = re.compile(r'<textarea name="(\w+)" hidden>\n?(.*?)</textarea>', re.S)


@pytest.fixture
def ben(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ben"))


def delete(desk: Desk, story: Article) -> None:
    assert desk.post(f"/admin/articles/{story.id}/deletion").status_code == 303


def begin(desk: Desk) -> Article:
    address = desk.post("/admin/articles/").location
    db.session.rollback()
    return db.session.get_one(Article, int(address.rsplit("/", 1)[1]))


def test_ids_are_not_reused(desk: Desk, ben: Desk) -> None:
    story = begin(desk)
    number = story.id
    delete(ben, story)
    assert begin(ben).id > number


def test_old_tab_cannot_save_into_another_story(desk: Desk, ben: Desk) -> None:
    """Even if a restored database reuses an id."""
    old, new = begin(desk), begin(ben)
    answer = desk.post(
        f"/admin/articles/{new.id}/draft",
        data={"story_key": old.key, "version": 0, "headline": "Of the old story"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 410
    assert "was deleted" in answer.get_json()["problem"]
    assert stored(new).headline == ""


@pytest.mark.parametrize("key", ["", "another", "\0", "x" * 9000])
def test_save_needs_the_key_of_the_story(desk: Desk, key: str) -> None:
    story = begin(desk)
    for address in (f"/admin/articles/{story.id}", f"/admin/articles/{story.id}/draft"):
        answer = desk.post(address, data={"story_key": key, "headline": "Lost?"})
        assert answer.status_code == 410


def test_autosave_of_a_deleted_story_says_so(desk: Desk, ben: Desk) -> None:
    story = begin(desk)
    address, key = f"/admin/articles/{story.id}/draft", story.key
    delete(ben, story)
    answer = desk.post(address, data={"story_key": key, "headline": "Still here"})
    assert answer.status_code == 410


def test_form_of_a_deleted_story_offers_a_new_one(
    app: Flask, desk: Desk, ben: Desk
) -> None:
    make_region("Asia")
    story = begin(desk)
    address, key = f"/admin/articles/{story.id}", story.key
    delete(ben, story)
    given = fields(0, headline="Still here", regions=["Asia"], dek="<b>")
    page = desk.post(address, data={**given, "story_key": key})
    assert page.status_code == 410
    assert "Ben" in page.text
    sent: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page.text):
        sent.setdefault(name, []).append(unescape(value))
    made = desk.post("/admin/articles/recovered", data=sent)
    text = desk.get(made.location).text
    assert all(words in text for words in ("Still here", "Asia", "&lt;b&gt;", "Three."))


def test_recovered_text_is_a_new_story(desk: Desk, ben: Desk) -> None:
    data = {"headline": "Recovered", "body": "<p>Text.</p>", "topics": "No such topic"}
    made = desk.post("/admin/articles/recovered", data=data)
    number = int(made.location.rsplit("/", 1)[1])
    article = db.session.get_one(Article, number)
    assert article.owner_id == desk.editor_id
    assert (article.headline, article.slug) == ("Recovered", "recovered")
    assert current_content(article).opening == "<p>Text.</p>\n"
    assert autosave(desk, article, 1, headline="Going on").status_code == 200


def test_browser_learns_which_of_its_stories_were_deleted(
    desk: Desk, ben: Desk
) -> None:
    old, kept = begin(desk), begin(desk)
    keys = [old.key, kept.key, "\0", "x" * 9000]
    delete(ben, old)
    answer = desk.get("/admin/articles/recovered", query_string={"key": keys})
    assert answer.get_json() == {"deleted": keys[:1]}


def test_contributor_can_recover_too(app: Flask) -> None:
    writer = sign_in(app, make_editor("contributor"))
    made = writer.post("/admin/articles/recovered", data={"headline": "Mine"})
    assert made.status_code == 303
    assert writer.get(made.location).status_code == 200
    recovered = select(func.count()).where(AuditEntry.action == "recover")
    assert db.session.scalar(recovered) == 1
    assert make_story().id
