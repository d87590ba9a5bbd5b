"""Changes to different fields are merged; changes to one field are a conflict."""

import json
from typing import Any

import pytest
from flask import Flask

from models.stories.article import Article
from tests.admin.stories.writing import autosave, make_story, revisions, save, stored
from tests.factories import make_region
from tests.newsroom import Desk, make_editor, sign_in

FIELDS: dict[str, Any] = {
    "dek": "Ben's dek",
    "body": "<p>Ben's.</p>",
    "regions": ["Asia"],
    "seo_title": "Ben's title",
    "seo_description": "Ben's description",
    "slug": "bens-address",
    "kind": "brief",
}


@pytest.fixture
def ana(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ana"))


@pytest.fixture
def ben(app: Flask) -> Desk:
    return sign_in(app, make_editor(name="Ben"))


@pytest.fixture
def story(app: Flask) -> Article:
    make_region("Asia")
    return make_story()


def begin(desk: Desk, story: Article) -> dict[str, Any]:
    """What both pages load."""
    answer = autosave(desk, story, 0).json
    return {"version": 1, "began_with": json.dumps(answer["began_with"])}


@pytest.mark.parametrize("field", FIELDS)
def test_different_fields_are_merged_without_asking(
    ana: Desk, ben: Desk, story: Article, field: str
) -> None:
    known = begin(ana, story)
    autosave(ana, story, headline="Ana's headline", **known)
    answer = autosave(ben, story, **known, **{field: FIELDS[field]})
    assert answer.status_code == 200
    assert answer.json["merged"] == {"headline": "Ana's headline"}
    assert answer.json["merged_from"] == "Ana"
    page = ben.get(f"/admin/articles/{story.id}").text
    assert "Ana&#39;s headline" in page
    assert stored(story).headline == "Ana's headline"
    given = FIELDS[field]
    words = given[0] if isinstance(given, list) else given.strip("</p>")
    assert words.replace("'", "&#39;") in page


def test_field_that_both_changed_is_a_conflict(
    ana: Desk, ben: Desk, story: Article
) -> None:
    known = begin(ana, story)
    autosave(ana, story, headline="Ana's", dek="Ana's dek", **known)
    answer = autosave(ben, story, headline="Ben's", **known)
    assert answer.status_code == 409
    assert answer.json["merged"] == {"dek": "Ana's dek"}
    assert stored(story).headline == "Ana's"


def test_same_change_by_both_is_no_conflict(
    ana: Desk, ben: Desk, story: Article
) -> None:
    known = begin(ana, story)
    autosave(ana, story, headline="The same", **known)
    answer = autosave(ben, story, headline="The same", **known)
    assert answer.status_code == 200
    assert "merged" not in answer.json


def test_form_without_scripts_is_merged_as_well(
    ana: Desk, ben: Desk, story: Article
) -> None:
    known = begin(ana, story)
    autosave(ana, story, headline="Ana's", **known)
    body = "<p>One.</p>\r\n<p>Two.</p>\r\n<hr data-fold>\r\n<p>Three.</p>\r\n"
    answer = save(ben, story, body=body, dek="Ben's dek", **known)
    assert answer.status_code == 303
    assert (stored(story).headline, story.dek) == ("Ana's", "Ben's dek")
    page = ben.get(answer.location).text
    assert "Ana changed this meanwhile, which is kept: Headline." in page


def test_invalid_field_is_not_merged_away(ana: Desk, ben: Desk, story: Article) -> None:
    known = begin(ana, story)
    wrong = autosave(ben, story, regions=["Atlantis"], **known)
    assert wrong.status_code == 422
    autosave(ana, story, headline="Ana's", **known)
    known["began_with"] = json.dumps(wrong.json["began_with"])
    again = autosave(ben, story, regions=["Atlantis"], **known)
    assert again.status_code == 422
    assert again.json["merged"] == {"headline": "Ana's"}


@pytest.mark.parametrize("odd", ["", "[]", "{", '{"headline": [1]}', "\0", "9" * 5000])
def test_page_without_digests_gets_a_conflict(
    ana: Desk, ben: Desk, story: Article, odd: str
) -> None:
    begin(ana, story)
    autosave(ana, story, 1, headline="Ana's")
    answer = autosave(ben, story, 1, headline="Ben's", began_with=odd)
    assert answer.status_code == 409


def test_ignored_conflict_is_kept_once(ana: Desk, ben: Desk, story: Article) -> None:
    known = begin(ana, story)
    autosave(ana, story, headline="Ana's", **known)
    for number in range(51):
        given: dict[str, Any] = {"headline": f"Ben's {number}", "tab_id": "ben's"}
        assert autosave(ben, story, **given, **known).status_code == 409
    kept = [headline for _, headline in revisions(story)]
    assert kept == ["Ana's", "Ben's 50"]
