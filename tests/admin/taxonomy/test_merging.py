"""Regions, topics and contributors that stories use can be merged, or removed."""

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import event, select

from extensions import db
from models.base import transaction
from models.listing.listing import Listing
from models.listing.search.terms import SearchTerms
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.draft import current_content, lock_story, save_draft
from models.stories.placement import ArticleTopic
from tests.conftest import START
from tests.factories import make_article, make_contributor, make_region, make_topic
from tests.newsroom import Desk, make_editor

KINDS: dict[str, Any] = {
    "regions": make_region,
    "topics": make_topic,
    "contributors": make_contributor,
}


def names(slug: str, kind: str) -> list[str]:
    db.session.rollback()
    story = db.session.scalars(select(Article).where(Article.slug == slug)).one()
    found = [row.name for row in getattr(story, kind)]
    db.session.rollback()
    return found


def ids_of(*rows: Any) -> list[int]:
    found = [row.id for row in rows]
    db.session.rollback()
    return found


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_merge_moves_every_story_and_address(desk: Desk, kind: str) -> None:
    old, new, third = (KINDS[kind](name) for name in ("Old", "New", "Third"))
    make_article(slug="first", **{kind: [old, third]})
    make_article(slug="both", **{kind: [old, third, new]})
    make_article(slug="last", status="draft", **{kind: [third, old]})
    id_, goal = ids_of(old, new)
    answer = desk.post(f"/admin/{kind}/{id_}/merge", data={"into": goal})
    assert answer.headers["Location"] == f"/admin/{kind}/{goal}"
    assert names("first", kind) == ["New", "Third"]
    assert names("both", kind) == ["New", "Third"]
    assert names("last", kind) == ["Third", "New"]
    assert desk.get(f"/{kind}/old").location == f"/{kind}/new"
    assert desk.get(f"/{kind}/old/latest/").location == f"/{kind}/new/latest/"
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("merge", "into “New”, 3 stories")


def test_removal_takes_it_from_every_story(desk: Desk, kind: str) -> None:
    gone, other = KINDS[kind]("Gone"), KINDS[kind]("Other")
    make_article(slug="first", **{kind: [gone, other]})
    make_article(slug="alone", **{kind: [gone]})
    (id_,) = ids_of(gone)
    answer = desk.post(f"/admin/{kind}/{id_}/deletion", data={"everywhere": "yes"})
    assert answer.status_code == 303
    assert (names("first", kind), names("alone", kind)) == (["Other"], [])
    label = select(Article).where(Article.slug == "first")
    if kind == "regions":
        label_of = db.session.scalars(label).one().label
        assert label_of
        assert label_of.name == "Other"
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("delete", "removed from 2 stories")


def test_page_offers_merge_targets(desk: Desk, kind: str) -> None:
    rows = [KINDS[kind](name) for name in ("Old", "New")]
    make_article(**{kind: rows})
    page = BeautifulSoup(desk.get(f"/admin/{kind}/{rows[0].id}").text, "html.parser")
    assert [tag.text for tag in page.select("#into option")] == ["New"]
    assert "removed from 1 story" in " ".join(page.get_text().split())


def test_drafts_follow_the_merge(desk: Desk) -> None:
    old, new = make_topic("Old"), make_topic("New")
    story = make_article(topics=[old])
    with transaction():
        locked = lock_story(story.id)
        assert locked
        content = replace(current_content(locked), headline="Being written")
        save_draft(locked, content, based_on=0, editor=None, now=START)
    desk.post(f"/admin/topics/{old.id}/merge", data={"into": new.id})
    db.session.rollback()
    there = db.session.get_one(Article, story.id)
    assert current_content(there).topics == (new.id,)
    assert current_content(there).headline == "Being written"


def test_search_and_accounts_follow_a_merged_contributor(desk: Desk) -> None:
    old, new = make_contributor("Eva Ruiz"), make_contributor("Ana Lima")
    make_article(slug="it", contributors=[old])
    person = make_editor(contributor_id=old.id)
    id_, goal, person_id = ids_of(old, new, person)
    desk.post(f"/admin/contributors/{id_}/merge", data={"into": goal})
    for words, found in (("lima", ["it"]), ("ruiz", [])):
        page = Listing(words=SearchTerms.read(words)).page(START)
        assert [story.slug for story in page.articles] == found
    assert db.session.get_one(type(person), person_id).contributor_id == goal


@pytest.mark.parametrize("into", ["", "x", "9" * 5000, "itself", "999"])
def test_merge_without_a_target_is_refused(desk: Desk, into: str) -> None:
    (id_,) = ids_of(make_topic("Old"))
    into = str(id_) if into == "itself" else into
    answer = desk.post(f"/admin/topics/{id_}/merge", data={"into": into})
    assert answer.status_code in (400, 404)
    assert desk.get(f"/admin/topics/{id_}").status_code == 200


def test_thousands_of_stories_take_few_statements(app: Flask, desk: Desk) -> None:
    old, new = make_topic("Old"), make_topic("New")
    stories = [make_article(topics=[old]) for _ in range(3)]
    few = _statements(desk, old.id, new.id)
    old = make_topic("Older")
    with transaction():
        ids = [story.id for story in stories]
        db.session.add_all(ArticleTopic(article_id=i, topic_id=old.id) for i in ids)
        for number in range(300):
            story = Article(slug=f"s-{number}", headline="A", topics=[old])
            story.write("", "")
            db.session.add(story)
    assert _statements(desk, old.id, new.id) <= few + 2


def _statements(desk: Desk, id_: int, goal: int) -> int:
    db.session.rollback()
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        desk.post(f"/admin/topics/{id_}/merge", data={"into": goal})
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
