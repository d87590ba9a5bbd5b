"""Two people on one story: both texts survive, and the second can merge them."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.stories.article import Article
from models.stories.revision import Revision
from tests.admin.stories.writing import (
    autosave,
    draft,
    make_story,
    revisions,
    save,
    stored,
)
from tests.factories import make_region
from tests.lines import one_line
from tests.newsroom import Desk, make_editor, sign_in


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story()


@pytest.fixture
def ana(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ana"))


@pytest.fixture
def ben(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ben"))


def test_conflicting_autosave_gets_both_texts(
    ana: Desk, ben: Desk, story: Article
) -> None:
    make_region("Europe")
    autosave(ana, story, 0, headline="Ana's", regions=["Europe"])
    answer = autosave(ben, story, 0, headline="Ben's")
    assert answer.status_code == 409
    conflict = answer.json
    assert (conflict["version"], conflict["editor"]) == (1, "Ana")
    assert conflict["theirs"]["headline"] == "Ana's"
    assert conflict["theirs"]["regions"] == ["Europe"]
    assert "<hr data-fold>" in conflict["theirs"]["body"]
    assert ben.get(conflict["compare_url"]).status_code == 200
    assert revisions(story) == [("autosave", "Ana's"), ("autosave", "Ben's")]
    assert stored(story).headline == "Ana's"


def test_conflicting_text_is_never_replaced(
    ana: Desk, ben: Desk, story: Article
) -> None:
    autosave(ana, story, 0, headline="Ana's")
    autosave(ben, story, 0, headline="Ben's")
    autosave(ben, story, 0, headline="Ben's second")
    autosave(ben, story, 1, headline="Merged")
    autosave(ben, story, 2, headline="Merged well")
    kept = [headline for _, headline in revisions(story)]
    assert kept == ["Ana's", "Ben's", "Ben's second", "Merged well"]


def test_same_conflicting_text_is_kept_once(
    ana: Desk, ben: Desk, story: Article
) -> None:
    autosave(ana, story, 0, headline="Ana's")
    for _ in range(3):
        assert autosave(ben, story, 0, headline="Ben's").status_code == 409
    assert len(revisions(story)) == 2


def test_conflicting_text_can_be_restored(ana: Desk, ben: Desk, story: Article) -> None:
    autosave(ana, story, 0, headline="Ana's")
    autosave(ben, story, 0, headline="Ben's")
    assert save(ben, story, 1, headline="Ben's").status_code == 303
    assert revisions(story)[-1] == ("saved", "Ben's")
    assert len(revisions(story)) == 3


def test_without_scripts_the_page_shows_both(
    ana: Desk, ben: Desk, story: Article
) -> None:
    autosave(ana, story, 0, headline="Ana's words")
    answer = save(ben, story, 0, headline="Ben's words")
    assert answer.status_code == 409
    assert "Ana saved this story at" in answer.text
    assert "Ana&#39;s words</textarea>" in answer.text
    assert "Ben&#39;s words</textarea>" in answer.text
    assert "<del>" in answer.text
    assert answer.text.count('name="version" type="hidden" value="1"') == 1
    merged = save(ben, story, 1, headline="Both's words")
    assert merged.status_code == 303
    assert draft(story).content.headline == "Both's words"


def test_each_field_can_be_taken_from_either(
    ana: Desk, ben: Desk, story: Article
) -> None:
    europe, _ = make_region("Europe"), make_region("Asia")
    theirs = {"headline": "Ana's", "dek": "Ana's dek", "regions": ["Europe"]}
    mine = {"headline": "Ben's", "dek": "Ben's dek", "regions": ["Asia"]}
    save(ana, story, 0, **theirs)
    page = save(ben, story, 0, **mine).text
    assert set(re.findall(r'name="take_(\w+)"', page)) == {"headline", "dek", "regions"}
    taken = {"take_dek": "theirs", "take_regions": "theirs", "take_headline": "mine"}
    assert save(ben, story, 1, **mine, **taken).status_code == 303
    assert (stored(story).headline, story.dek) == ("Ben's", "Ana's dek")
    assert list(story.regions) == [europe]


def test_later_save_is_another_conflict(ana: Desk, ben: Desk, story: Article) -> None:
    save(ana, story, 0, headline="Ana's")
    save(ben, story, 0, headline="Ben's")
    save(ana, story, 1, headline="Ana's second")
    answer = save(ben, story, 1, headline="Ben's", take_headline="theirs")
    assert answer.status_code == 409
    assert stored(story).headline == "Ana's second"


def test_name_of_the_revision_survives_the_conflict(
    ana: Desk, ben: Desk, story: Article
) -> None:
    save(ana, story, 0, headline="Ana's")
    page = save(ben, story, 0, headline="Ben's", revision_name="Before the cuts").text
    page = one_line(page)
    assert 'name="revision_name" type="hidden" value="Before the cuts"' in page
    kept = db.session.scalars(select(Revision).order_by(Revision.number.desc())).first()
    assert kept
    assert kept.was_overtaken
    assert f"no. {kept.number} of the history" in page


def test_one_person_in_two_windows_can_conflict(ana: Desk, story: Article) -> None:
    save(ana, story, 0, headline="First")
    page = save(ana, story, 0, headline="Second").text
    assert "You, in another window, saved this story" in page


def test_conflict_with_a_deleted_member_names_somebody(
    app: Flask, ana: Desk, ben: Desk, story: Article
) -> None:
    from models.base import transaction
    from models.staff.staff_member import StaffMember

    autosave(ana, story, 0, headline="Ana's")
    with transaction():
        db.session.delete(db.session.get_one(StaffMember, ana.editor_id))
    assert autosave(ben, story, 0, headline="Ben's").json["editor"] == "Somebody"
