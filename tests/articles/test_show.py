"""The article page."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.factories import (
    LONG_AGO,
    make_article,
    make_contributor,
    make_picture,
    make_region,
)


def test_article_shows_its_content(client: FlaskClient) -> None:
    europe = make_region("Europe")
    ines = make_contributor("Ines Calloway")
    make_article(
        slug="the-line",
        headline="The line",
        dek="Where it runs.",
        regions=[europe],
        contributors=[ines],
    )
    page = client.get("/articles/the-line").text
    for words in ("The line", "Where it runs.", "Europe", "Ines Calloway", "third"):
        assert words in page


def test_article_appears_at_its_time(client: FlaskClient, clock: Clock) -> None:
    due = clock.now
    make_article(slug="soon", published_at=clock.advance(hours=1))
    clock.now = due
    assert client.get("/articles/soon").status_code == 404
    clock.advance(hours=1)
    assert client.get("/articles/soon").status_code == 200


def test_withdrawn_article_is_gone(client: FlaskClient) -> None:
    make_article(slug="taken-back", status="withdrawn")
    answer = client.get("/articles/taken-back")
    assert answer.status_code == 410
    assert "withdrawn" in answer.text


def test_draft_is_missing(client: FlaskClient) -> None:
    make_article(slug="draft", status="draft")
    assert client.get("/articles/draft").status_code == 404


@pytest.mark.parametrize(
    ("length", "step"),
    [(20, []), (80, ["headline--long"]), (200, ["headline--longest"])],
)
def test_long_headline_is_set_smaller(
    client: FlaskClient, length: int, step: list[str]
) -> None:
    make_article(slug="a", headline=("word " * 60)[: length - 1] + "s")
    page = BeautifulSoup(client.get("/articles/a").text, "html.parser")
    headline = page.select("h1")[0]
    assert [name for name in headline["class"] if "headline--" in name] == step


def test_transparent_picture_has_no_tone_behind_it(client: FlaskClient) -> None:
    for slug, media_type in (("clear", "image/png"), ("full", "image/jpeg")):
        picture = make_picture(media_type=media_type, tone="123")
        make_article(slug=slug, lead_picture=picture)
    assert "tone-123" in client.get("/articles/full").text
    page = BeautifulSoup(client.get("/articles/clear").text, "html.parser")
    assert "tone-" not in str(page.select(".article")[0])


def test_sections_of_an_opened_story_are_below_its_headline(
    client: FlaskClient,
) -> None:
    rest = "<h2>A section</h2><p>Text.</p>"
    make_article(slug="below", rest=rest, published_at=LONG_AGO)
    make_article(slug="main", rest=rest)
    page = BeautifulSoup(client.get("/articles/main?open=below").text, "html.parser")
    assert page.select("#item-below > h2")
    assert page.select("#rest-below h3")[0].get_text() == "A section"
    assert page.select(".article .prose h2")[0].get_text() == "A section"
