"""The slow work of a save is done before its transaction, and is limited."""

import time

import pytest
from flask import Flask

from extensions import db
from models.base import transaction
from models.body.markup import read_body
from models.stories.article import Article
from tests.admin.stories.writing import autosave, draft, make_story
from tests.newsroom import Desk
from tests.slow_work import SlowWorkWhileWriting

AMPERSANDS = "&" * 1_999_990
LONG = f"<p>{'a &amp; b ' * 38}</p>\n" * 4900


@pytest.fixture
def story(app: Flask) -> Article:
    return make_story()


def test_no_text_is_read_within_a_transaction(app: Flask) -> None:
    with pytest.raises(SlowWorkWhileWriting), transaction():
        read_body("<p>a</p>")
    db.session.rollback()
    assert read_body("<p>a</p>").opening == "<p>a</p>\n"


def test_hostile_text_is_refused_at_once(desk: Desk, story: Article) -> None:
    autosave(desk, story, 0)  # the first one compiles templates
    began = time.process_time()
    answer = autosave(desk, story, 1, body=AMPERSANDS)
    assert time.process_time() - began < 2  # half of this is the test's own encoding
    assert answer.status_code == 422
    assert "special characters" in answer.json["problems"]["body"]


def test_longest_text_is_saved_within_a_second(desk: Desk, story: Article) -> None:
    began = time.process_time()
    answer = autosave(desk, story, 0, body=LONG)
    took = time.process_time() - began
    assert answer.status_code == 200
    assert draft(story).content.word_count == 3 * 38 * 4900
    assert took < 3  # 0.8 s on a quiet machine
