"""The newsroom's list of stories: who sees what, and its filters."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from extensions import db
from models.staff.audit_entry import AuditEntry
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.draft import Draft
from tests.admin.stories.writing import autosave, make_story
from tests.conftest import Clock
from tests.factories import (
    LONG_AGO,
    keep,
    make_article,
    make_contributor,
    make_region,
)
from tests.lines import one_line
from tests.newsroom import Desk, make_editor, sign_in

SignedIn = Callable[..., Desk]


def headlines(desk: FlaskClient, query: str = "") -> list[str]:
    """The headlines in the list, in order."""
    page = desk.get(f"/admin/articles/{query}")
    assert page.status_code == 200
    parts = page.text.split('class="stories__headline"')[1:]
    return [part.split("<bdi>", 1)[1].split("<", 1)[0] for part in parts]


def make(headline: str, **given: Any) -> Article:
    return make_article(headline=headline, **given)


def test_list_begins_with_what_changed_last(desk: Desk) -> None:
    make("Older", changed_at=LONG_AGO)
    make("Newer", changed_at=LONG_AGO + timedelta(hours=1))
    assert headlines(desk) == ["Newer", "Older"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tide", ["Tide tables"]),
        ("TIDE  tables", ["Tide tables"]),
        ("tables tide", ["Tide tables"]),
        ("tide harbour", []),
        ("énergie", ["ÉNERGIE in winter"]),
        ("100%", ["100% of it"]),
        ("0_", []),
        ("fish-slug", ["Herring"]),
        ("moves", ["Herring"]),
        ("\\", []),
    ],
)
def test_every_search_word_must_match(desk: Desk, words: str, found: list[str]) -> None:
    make("Tide tables")
    make("ÉNERGIE in winter")
    make("100% of it")
    make("Herring", dek="A shoal MOVES north.", slug="fish-slug")
    page = desk.get("/admin/articles/", query_string={"q": words})
    assert [name for name in found if name in page.text] == found
    assert page.text.count("stories__headline") == len(found)


@pytest.fixture
def stories(app: Flask, clock: Clock) -> None:
    """A story in each state, named after it."""
    now, later = clock.now, clock.now + timedelta(days=1)
    make("draft", status="draft", published_at=None)
    make("submitted", status="submitted", published_at=None, kind="brief")
    make("scheduled", published_at=later)
    make("published", published_at=now, regions=[make_region("Sahel")])
    changed = make("changed", published_at=now)
    make("withdrawn", status="withdrawn", contributors=[make_contributor("Ana Ruiz")])
    keep(
        Draft(
            article_id=changed.id,
            stored={"headline": "Another"},
            changed_at=now,
            editor_id=make_editor(name="Bo Editor").id,
        )
    )


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=draft", {"draft"}),
        ("?state=submitted", {"submitted"}),
        ("?state=scheduled", {"scheduled"}),
        ("?state=published", {"published", "changed"}),
        ("?state=changed", {"changed"}),
        ("?state=withdrawn", {"withdrawn"}),
        ("?kind=brief", {"submitted"}),
        ("?region=sahel", {"published"}),
        ("?contributor=ana-ruiz", {"withdrawn"}),
        ("?contributor=ana-ruiz&state=draft", set()),
        ("?region=nowhere", set()),
        ("?mine=1", set()),
        ("?state=strange&kind=strange", "all"),
    ],
)
def test_list_is_filtered(desk: Desk, query: str, found: Any) -> None:
    states = {"draft", "submitted", "scheduled", "published", "changed", "withdrawn"}
    assert set(headlines(desk, query)) == (states if found == "all" else found)


@pytest.mark.usefixtures("stories")
def test_tabs_count_filtered_stories(desk: Desk) -> None:
    page = one_line(desk.get("/admin/articles/?q=ed").text)
    assert 'All <span class="tabs__count">4</span>' in page
    assert 'Published <span class="tabs__count">2</span>' in page
    assert 'With changes <span class="tabs__count">1</span>' in page
    assert "Drafts" not in page
    assert "state=published" in page
    assert "q=ed" in page


@pytest.mark.usefixtures("stories")
def test_row_shows_the_last_editor_and_pending_changes(desk: Desk) -> None:
    page = desk.get("/admin/articles/?state=changed").text
    assert "Bo Editor" in page
    assert "badge--changed" in page


def test_mine_are_stories_i_created_or_wrote(app: Flask) -> None:
    writer = make_contributor()
    desk = sign_in(app, make_editor("editor", contributor_id=writer.id))
    make("Begun", owner_id=desk.editor_id, changed_at=LONG_AGO)
    make("Written", contributors=[writer])
    make("Another's")
    assert headlines(desk, "?mine=1") == ["Written", "Begun"]


def test_contributor_sees_only_their_own_stories(signed_in: SignedIn) -> None:
    ana = signed_in("contributor")
    make("Secret of another", status="draft", published_at=None)
    make("Hers", status="draft", published_at=None, owner_id=ana.editor_id)
    assert headlines(ana) == ["Hers"]
    page = one_line(ana.get("/admin/articles/?q=secret").text)
    assert "Secret" not in page
    assert 'All <span class="tabs__count">0</span>' in page


def test_older_stories_are_on_the_next_page(desk: Desk) -> None:
    for number in range(51):
        make(f"No. {number}", changed_at=LONG_AGO + timedelta(minutes=number // 2))
    first = desk.get("/admin/articles/?kind=article").text
    address = first.split("Older stories")[0].rsplit('href="', 1)[1].split('"')[0]
    query = address.replace("&amp;", "&").partition("/admin/articles/")[2]
    assert "kind=article" in query
    assert headlines(desk, "?kind=article")[0] == "No. 50"
    assert headlines(desk, query) == ["No. 0"]
    assert "Back to the newest" in desk.get(f"/admin/articles/{query}").text


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "é"])
def test_bad_cursor_is_a_bad_request(desk: Desk, cursor: str) -> None:
    assert desk.get(f"/admin/articles/?after={cursor}").status_code == 400


@pytest.mark.parametrize("name", ["q", "state", "kind", "region", "contributor"])
def test_special_characters_are_harmless(desk: Desk, name: str) -> None:
    for value in ("\0", "'\"\\", "%_/", "x" * 5000, "\ud800"):
        query = {name: value.encode("utf-8", "surrogatepass")}
        status = 400 if "\0" in value else 200  # PostgreSQL refuses a NUL
        answer = desk.get("/admin/articles/", query_string=query)
        assert answer.status_code == status


def test_empty_list_says_what_to_do(desk: Desk) -> None:
    assert "Press “New story”" in desk.get("/admin/articles/").text
    make("One")
    assert "Show all stories" in desk.get("/admin/articles/?q=herring").text
    assert "Show all 1" in one_line(desk.get("/admin/articles/?state=draft").text)


def test_headlines_are_escaped(desk: Desk) -> None:
    make("<script>alert(1)</script>")
    assert "<script>alert" not in desk.get("/admin/articles/").text


def test_number_of_queries_does_not_grow(desk: Desk) -> None:
    def count() -> int:
        statements: list[str] = []

        def note(*args: Any) -> None:
            statements.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        desk.get("/admin/articles/")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    region, writer = make_region(), make_contributor()
    make("One", regions=[region], contributors=[writer])
    desk.get("/admin/articles/")
    few = count()
    for number in range(20):
        make(f"{number}", regions=[make_region()], contributors=[make_contributor()])
    desk.get("/admin/articles/")
    assert count() == few


def test_new_story_is_owned_by_its_creator(app: Flask) -> None:
    writer = make_contributor("Ana Ruiz")
    ana = sign_in(app, make_editor("contributor", contributor_id=writer.id))
    sent = ana.post("/admin/articles/")
    db.session.rollback()
    article = db.session.scalars(select(Article)).one()
    assert (sent.status_code, sent.headers["Location"]) == (
        303,
        f"/admin/articles/{article.id}",
    )
    assert (article.status, article.owner_id) == ("draft", ana.editor_id)
    assert [c.name for c in article.contributors] == ["Ana Ruiz"]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("create", article.id)
    assert headlines(ana) == ["Untitled"]


def test_new_page_has_no_byline(app: Flask) -> None:
    writer = make_contributor()
    desk = sign_in(app, make_editor("editor", contributor_id=writer.id))
    desk.post("/admin/articles/", data={"kind": "page"})
    db.session.rollback()
    article = db.session.scalars(select(Article)).one()
    assert (article.kind, list(article.contributors)) == ("page", [])


def suggested(desk: FlaskClient, words: str = "") -> list[dict[str, str]]:
    sent = desk.get("/admin/articles/suggestions", query_string={"q": words})
    found: list[dict[str, str]] = sent.get_json()["stories"]
    return found


def test_public_stories_are_suggested_first(desk: Desk, clock: Clock) -> None:
    later = clock.now + timedelta(days=1)
    make("Tide draft", slug="d", status="draft", published_at=None)
    make("Tide soon", slug="s", published_at=later, changed_at=LONG_AGO)
    make("Tide page", slug="p", kind="page", changed_at=LONG_AGO - timedelta(days=1))
    make("Tide gone", slug="g", status="withdrawn")
    assert suggested(desk, "tide") == [
        {"headline": "Tide soon", "path": "/articles/s", "state": "scheduled"},
        {"headline": "Tide page", "path": "/pages/p", "state": "published"},
        {"headline": "Tide draft", "path": "/articles/d", "state": "draft"},
    ]


def test_suggestions_are_few(desk: Desk) -> None:
    for number in range(12):
        make(f"Story {number}")
    assert len(suggested(desk, "story")) == 8
    assert len(suggested(desk)) == 8


def test_contributor_is_suggested_public_and_own_stories(
    signed_in: SignedIn, clock: Clock
) -> None:
    ana = signed_in("contributor")
    make("Public")
    make("Scheduled", published_at=clock.now + timedelta(days=1))
    make("Draft", status="draft", published_at=None)
    make("Her own", status="draft", published_at=None, owner_id=ana.editor_id)
    assert [found["headline"] for found in suggested(ana)] == ["Public", "Her own"]


@pytest.mark.parametrize("path", ["", "suggestions"])
def test_list_requires_signing_in(client: FlaskClient, path: str) -> None:
    assert client.get(f"/admin/articles/{path}").status_code == 302
    headers = {"Accept": "application/json"}
    assert client.get(f"/admin/articles/{path}", headers=headers).status_code == 401


def test_story_of_a_deleted_member_is_listed(desk: Desk) -> None:
    make("Of nobody", owner_id=None)
    assert db.session.scalars(select(StaffMember)).all()
    assert headlines(desk) == ["Of nobody"]


def test_words_of_the_text_and_of_writers_find_a_story(desk: Desk) -> None:
    zoe = make_contributor("Zoë Ångström")
    make_article(headline="One", opening="<p>The Caf&eacute; <b>closed</b>.</p>")
    make_article(headline="Two", contributors=[zoe])
    make_article(headline="Three")
    for words, headline in {"cafe closed": "One", "angstrom": "Two"}.items():
        page = desk.get("/admin/articles/", query_string={"q": words}).text
        found = re.findall(r'class="stories__headline"[^>]*><bdi>([^<]*)<', page)
        assert found == [headline]


def test_rewritten_text_is_found_by_its_new_words(desk: Desk) -> None:
    story = make_story()
    autosave(desk, story, 0, body="<p>Estuary</p>")
    autosave(desk, story, 1, body="<p>Delta</p>")
    page = desk.get("/admin/articles/?q=delta").text
    assert "A headline" in page
    assert "A headline" not in desk.get("/admin/articles/?q=estuary").text


@pytest.mark.parametrize("typed", ["orsted's", "ØRSTED’S", "hawaii", "strasse"])
def test_letters_are_folded_as_in_the_public_search(desk: Desk, typed: str) -> None:
    make("Ørsted’s wind in Hawaiʻi, straße by straße")
    make("Another")
    assert len(headlines(desk, f"?q={typed}")) == 1
