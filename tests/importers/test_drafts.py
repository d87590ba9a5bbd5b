"""An import keeps the newsroom's drafts as revisions."""

from flask import Flask
from sqlalchemy import select

from extensions import db
from models.stories.article import Article
from tests.admin.stories.writing import autosave, draft, revisions, stored
from tests.importers.conftest import Put, bring_in
from tests.newsroom import Desk

DRAFT = "headline: From the file\nstatus: draft"


def the_line() -> Article:
    return db.session.scalars(select(Article)).one()


def test_previous_draft_is_kept_as_a_revision(desk: Desk, put: Put) -> None:
    path = put(DRAFT, "One.")
    bring_in(path)
    story = the_line()
    autosave(desk, story, 0, headline="From the desk", slug="the-line")
    put("headline: From the file again\nstatus: draft", "Two.")
    assert bring_in(path).counts["changed"] == 1
    assert draft(story).version == 2
    assert draft(story).content.headline == "From the file again"
    assert revisions(story) == [
        ("imported", "From the file"),
        ("saved", "From the desk"),
        ("imported", "From the file again"),
    ]
    late = autosave(desk, story, 1, headline="Still writing")
    assert late.status_code == 409


def test_unchanged_file_does_not_replace_pending_changes(desk: Desk, put: Put) -> None:
    path = put("headline: Public\npublished_at: 2026-03-01T09:00:00Z", "One.")
    bring_in(path)
    story = the_line()
    autosave(desk, story, 0, headline="A correction", slug="the-line")
    assert bring_in(path).counts["unchanged"] == 1
    assert draft(story).content.headline == "A correction"


def test_story_without_a_draft_gets_no_revisions(app: Flask, put: Put) -> None:
    path = put(DRAFT, "One.")
    bring_in(path)
    put(DRAFT, "Two.")
    bring_in(path)
    assert revisions(the_line()) == []
    assert stored(the_line()).body == "<p>Two.</p>\n"
