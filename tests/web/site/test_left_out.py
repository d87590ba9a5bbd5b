"""No single story can break a list, whatever its row contains."""

import json
import logging
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.base import transaction
from models.stories.article import Article
from tests import factories as make
from tests.conftest import START
from tests.newsroom import Desk

WHOLE = ("/latest/feed.rss?kind=all", "/latest/feed.atom", "/latest/feed.json")
CARDS = ("/", "/regions/europe", "/topics/maps", "/contributors/ines")
LISTS = (
    *(*WHOLE, *CARDS, "/articles/elsewhere", "/articles/elsewhere/stream"),
    *("/latest/", "/latest/list", "/latest/lines.json", "/latest/embed"),
    *("/latest/feed.rss?content=summary", "/embed/?form=links", "/regions/"),
    *("/search/?q=story", "/sitemap-2026-11.xml", "/news-sitemap.xml"),
)
INDEXES = ("/sitemap.xml", "/oembed?url=http://localhost/latest/")  # name no story
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
HREFS = st.one_of(
    TEXTS,
    st.sampled_from(
        ["http://u[@h.example/", "//[::1", "http://h:99999/", "\\\\[", "#["]
    ),
)


@pytest.fixture
def stories(app: Flask) -> tuple[Article, Article]:
    """A good story and one to be damaged, in every kind of list."""
    places: dict[str, Any] = {
        "regions": [make.make_region("Europe")],
        "topics": [make.make_topic("Maps")],
        "contributors": [make.make_contributor("Ines")],
    }
    make.make_article(slug="elsewhere")
    sound = make.make_article(slug="sound", published_at=START, **places)
    other = make.make_article(
        slug="damaged", published_at=START, lead_picture=make.make_picture(), **places
    )
    return sound, other


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TEXTS, TEXTS, HREFS, TEXTS)
@example("]]>", "&#0;<", "http://u[@example.org/", "<figure data-picture='1'>")
def test_broken_story_takes_no_list_down(
    client: FlaskClient,
    stories: tuple[Article, Article],
    headline: str,
    dek: str,
    href: str,
    body: str,
) -> None:
    damaged = stories[1]
    with transaction():
        damaged.headline, damaged.dek = headline, dek
        damaged.write(f'<p><a href="{href}">{body}</a></p>\n', f"<p>{body}</p>\n")
    for address in (*LISTS, *INDEXES):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "/articles/sound" in answer.text or address in INDEXES, address
        well_formed(answer)


def well_formed(answer: Any) -> None:
    if "xml" in answer.mimetype or "rss" in answer.mimetype:
        ET.fromstring(answer.data)
    if "json" in answer.mimetype:
        json.loads(answer.data)


def damage_corrections(story: Article) -> None:
    story.correction_rows = [{"at": "never"}]


def damage_picture(story: Article) -> None:
    assert story.lead_picture
    story.lead_picture.rendition_rows = [{"nonsense": 1}]


@pytest.mark.parametrize(
    ("damage", "hit"),
    [
        (damage_corrections, WHOLE),
        (damage_picture, (*WHOLE, *CARDS, "/articles/elsewhere")),
    ],
)
def test_story_that_fails_is_left_out_and_logged(
    client: FlaskClient,
    stories: tuple[Article, Article],
    caplog: pytest.LogCaptureFixture,
    damage: Any,
    hit: tuple[str, ...],
) -> None:
    damaged = stories[1]
    with transaction():
        damage(damaged)
    for address in LISTS:
        caplog.clear()
        with caplog.at_level(logging.ERROR, "meridian.left_out"):
            answer = client.get(address)
        assert answer.status_code == 200, address
        if address in hit:
            assert "/articles/sound" in answer.text, address
            assert f"story {damaged.id} was left out" in caplog.text, address


def test_newsroom_reads_which_story_is_left_out(
    client: FlaskClient, desk: Desk, stories: tuple[Article, Article]
) -> None:
    damaged = stories[1]
    assert "is left out" not in desk.get("/admin/").text
    with transaction():
        damage_corrections(damaged)
    client.get("/latest/feed.rss")
    assert f"“{damaged.headline}” cannot be shown" in desk.get("/admin/").text
    with transaction():
        damaged.withdraw()
    assert "cannot be shown" not in desk.get("/admin/").text


def test_number_too_large_for_the_database_is_no_picture(
    client: FlaskClient, stories: tuple[Article, Article]
) -> None:
    with transaction():
        stories[1].write(f'<figure data-picture="{10**40}"></figure>\n', "")
    for address in (*WHOLE, "/articles/damaged", "/"):
        answer = client.get(address)
        assert (answer.status_code, "articles/damaged" in answer.text) == (200, True)
