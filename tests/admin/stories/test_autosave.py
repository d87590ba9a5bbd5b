"""Autosaves: confirmed in JSON, stored where possible, and cheap."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from testbed.pages import count_queries
from tests.admin.stories.writing import (
    autosave,
    change,
    draft,
    fields,
    make_story,
    revisions,
    save,
    stored,
)
from tests.conftest import Clock
from tests.factories import make_article, make_contributor, make_picture, make_region
from tests.newsroom import Desk, make_editor, sign_in

MOST_QUERIES = 20  # four are for the panel, after the transaction
LONG = "<p>" + "word " * 60 + "</p>"


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story()


def test_response_has_what_was_saved(desk: Desk, story: Article, clock: Clock) -> None:
    answer = autosave(desk, story, 0, body="<p>One two three.</p>")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    saved = answer.json
    assert 'id="story-panel"' in saved.pop("panel")
    assert "headline" in saved.pop("began_with")
    assert saved.pop("slug") == "a-headline"
    assert saved == {
        "version": 1,
        "saved_at": clock.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "word_count": 3,
        "reading_minutes": 1,
    }


def test_own_autosaves_in_order_never_conflict(desk: Desk, story: Article) -> None:
    for version in range(5):
        answer = autosave(desk, story, version, headline=f"Take {version}")
        assert answer.json["version"] == version + 1


def test_autosaves_within_half_an_hour_are_one_revision(
    desk: Desk, story: Article, clock: Clock
) -> None:
    for version in range(4):
        clock.advance(minutes=9)
        autosave(desk, story, version, headline=f"Take {version}")
    assert revisions(story) == [("autosave", "Take 3")]
    clock.advance(minutes=9)
    autosave(desk, story, 4, headline="Take 4")
    assert revisions(story) == [("autosave", "Take 3"), ("autosave", "Take 4")]


def test_somebody_elses_autosave_is_another_revision(
    app: Flask, story: Article
) -> None:
    for version, name in enumerate(("Ana", "Ben", "Ana")):
        autosave(sign_in(app, make_editor(name=name)), story, version, headline=name)
    assert [headline for _, headline in revisions(story)] == ["Ana", "Ben", "Ana"]


def test_large_deletion_starts_a_new_revision(desk: Desk, story: Article) -> None:
    autosave(desk, story, 0, headline="All of it", body=LONG)
    autosave(desk, story, 1, headline="A slip", body="<p>x</p>")
    autosave(desk, story, 2, headline="Going on", body="<p>xy</p>")
    assert [h for _, h in revisions(story)] == ["All of it", "Going on"]


def test_autosaves_are_not_in_the_log(desk: Desk, story: Article) -> None:
    autosave(desk, story, 0)
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0
    save(desk, story, 1, headline="Meant")
    assert db.session.scalars(select(AuditEntry.action)).all() == ["save"]


def test_invalid_fields_are_reported_and_the_rest_is_saved(
    desk: Desk, story: Article
) -> None:
    answer = autosave(desk, story, 0, regions=["Atlantis"], dek="A good dek")
    assert answer.status_code == 422
    assert "Atlantis" in answer.json["problems"]["regions"]
    assert stored(story).dek == "A good dek"
    again = autosave(desk, story, answer.json["version"], dek="A better dek")
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("headline", "x" * 301, "at most 300 characters. This has 301."),
        ("dek", "x" * 1001, "at most 1000 characters"),
        ("seo_title", "x" * 301, "at most 300 characters"),
        ("seo_description", "x" * 1001, "at most 1000 characters"),
        ("slug", "No Address", "for example “no-address”"),
        ("slug", "x" * 201, "at most 200 characters"),
        ("body", "<ul><li>" * 400 + "x", "nested too deeply"),
        ("body", "x" * 2_000_001, "Split the story"),
        ("lead_picture", "999", "There is no picture “999”"),
        ("lead_picture", "9" * 5000, "There is no picture"),
        ("topics", "Nothing", "There is no topic called “Nothing”"),
        ("contributors", ["x"] * 201, "At most 200"),
    ],
)
def test_each_problem_has_a_message(
    desk: Desk, story: Article, field: str, value: Any, message: str
) -> None:
    answer = autosave(desk, story, 0, **{field: value})
    assert answer.status_code == 422
    assert message in answer.json["problems"][field]


def test_control_characters_go_and_no_break_spaces_stay(
    desk: Desk, story: Article
) -> None:
    autosave(desk, story, 0, headline=" A \x00\x1b head\x85\n\tline ", dek="a\u00a0b")
    assert stored(story).headline == "A head line"
    assert story.dek == "a\u00a0b"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "٣"])
def test_invalid_version_is_no_server_error(
    desk: Desk, story: Article, version: str
) -> None:
    data = {**fields(0), "version": version, "story_key": story.key}
    answer = desk.post(f"/admin/articles/{story.id}/draft", data=data)
    assert answer.status_code == 200


def test_long_text_in_another_script_is_saved(desk: Desk, story: Article) -> None:
    body = "<p>" + "ж" * 400_000 + "</p>"
    assert autosave(desk, story, 0, body=body).status_code == 200
    assert len(stored(story).body) > 400_000


def test_larger_request_is_refused_before_it_is_read(
    desk: Desk, story: Article
) -> None:
    assert autosave(desk, story, 0, body="x" * 13 * 2**20).status_code == 413


def test_ended_session_is_reported_as_json(app: Flask, story: Article) -> None:
    nobody: Any = app.test_client()
    answer = autosave(nobody, story, 0)
    assert answer.status_code == 401
    assert answer.json["sign_in_url"].startswith("/admin/login")


def test_token_of_another_session_is_refused(desk: Desk, story: Article) -> None:
    desk.csrf_token = ""
    assert autosave(desk, story, 0).status_code in (400, 403)
    assert revisions(story) == []


@pytest.mark.parametrize("role", ["contributor"])
def test_contributor_writes_own_drafts_only(
    app: Flask, story: Article, role: str
) -> None:
    writer = make_editor(role)
    theirs = sign_in(app, writer)
    assert autosave(theirs, story, 0).status_code == 403
    change(story, owner_id=writer.id)
    assert autosave(theirs, story, 0).status_code == 200
    change(story, status="submitted")
    assert autosave(theirs, story, 1).status_code == 403
    assert theirs.get(f"/admin/articles/{story.id}").status_code == 200


def test_contributors_in_the_byline_may_write(app: Flask, story: Article) -> None:
    ana = make_contributor("Ana")
    theirs = sign_in(app, make_editor("contributor", contributor_id=ana.id))
    change(story, contributors=[ana])
    answer = autosave(theirs, story, 0, contributors=["Ana"])
    assert answer.status_code == 200


def test_unknown_story_is_missing(desk: Desk) -> None:
    for number in (999, 2**31, 10**30):
        answer = desk.post(f"/admin/articles/{number}/draft")
        assert answer.status_code in (404, 410)


def test_autosave_makes_few_queries(desk: Desk, clock: Clock) -> None:
    regions = [make_region() for _ in range(3)]
    people = [make_contributor() for _ in range(40)]
    story = make_article(
        status="draft",
        published_at=None,
        regions=regions,
        contributors=people,
        lead_picture=make_picture(),
    )
    names = {
        "regions": [region.name for region in regions],
        "contributors": [person.name for person in people],
        "lead_picture": story.lead_picture_id,
    }
    autosave(desk, story, 0, **names)
    clock.advance(seconds=5)
    _ = story.id
    with count_queries() as statements:
        answer = autosave(desk, story, 1, dek="Another dek", **names)
    assert answer.status_code == 200
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)
    assert draft(story).version == 2
