"""The panel shows who else has a story open, and what they saved."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.stories.article import Article
from models.stories.presence import Presence
from testbed.pages import count_queries
from tests.admin.stories.writing import autosave, change, make_story
from tests.conftest import Clock
from tests.lines import one_line
from tests.newsroom import Desk, make_editor, sign_in

MOST_QUERIES = 14


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story()


@pytest.fixture
def ana(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ana Example"))


@pytest.fixture
def ben(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ben Example"))


def call(desk: Desk, story: Article, **given: Any) -> Any:
    return desk.post(f"/admin/articles/{story.id}/presence", data=given)


def test_others_are_named_with_their_start(
    ana: Desk, ben: Desk, story: Article, clock: Clock
) -> None:
    assert "Ben" not in call(ana, story).text
    clock.advance(seconds=40)
    call(ana, story)
    clock.advance(seconds=30)
    panel = call(ben, story).text
    assert "Ana Example</bdi></strong> is editing this too" in panel
    assert "09:00</time>" in panel
    assert "Ben Example" not in panel


def test_presence_expires_after_a_minute(
    ana: Desk, ben: Desk, story: Article, clock: Clock
) -> None:
    call(ana, story)
    clock.advance(seconds=61)
    assert "Ana Example" not in call(ben, story).text


def test_returning_member_has_a_new_start(
    ana: Desk, ben: Desk, story: Article, clock: Clock
) -> None:
    call(ana, story)
    clock.advance(hours=2)
    call(ana, story)
    assert "11:00</time>" in call(ben, story).text


def test_old_rows_are_deleted(app: Flask, ana: Desk, clock: Clock) -> None:
    for _ in range(3):
        call(ana, make_story())
        clock.advance(minutes=5)
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 1


def test_unchanged_panel_is_no_content(ana: Desk, ben: Desk, story: Article) -> None:
    first = call(ana, story)
    digest = first.text.partition('data-digest="')[2].partition('"')[0]
    assert digest
    again = call(ana, story, digest=digest)
    assert (again.status_code, again.text) == (204, "")
    call(ben, story)
    assert call(ana, story, digest=digest).status_code == 200


def test_changes_of_others_are_offered(
    ana: Desk, ben: Desk, story: Article, clock: Clock
) -> None:
    autosave(ana, story, 0, tab_id="ana's")
    clock.advance(minutes=5)
    assert "saved changes" not in call(ben, story, version=1).text
    autosave(ana, story, 1, headline="Another", tab_id="ana's")
    panel = call(ben, story, version=1, tab_id="ben's").text
    assert "Ana Example saved changes at 09:05" in one_line(panel)
    assert "Load them" in panel
    assert "saved changes" not in call(ana, story, version=1, tab_id="ana's").text
    own = call(ana, story, version=1, tab_id="another").text
    assert "You saved changes at 09:05 in another window" in one_line(own)


def test_only_members_with_access_are_present(app: Flask, story: Article) -> None:
    other = sign_in(app, make_editor("contributor"))
    assert call(other, story).status_code == 403
    change(story, owner_id=other.editor_id)
    assert call(other, story).status_code == 200


def test_invalid_values_are_no_server_error(ana: Desk, story: Article) -> None:
    assert (
        call(ana, story, version="x" * 9000, digest="\x00", tab_id="\x00").status_code
        == 200
    )


def test_presence_makes_few_queries(ana: Desk, ben: Desk, story: Article) -> None:
    autosave(ana, story, 0)
    call(ben, story)
    call(ana, story)
    _ = story.id
    with count_queries() as statements:
        call(ana, story, version=1)
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)
