"""Footnotes and anchors in a text, as readers see them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_article

NOTE = '<small data-note="">{}</small>'
OPENING = f"<p>A fact.{NOTE.format('Ibid. <em>One</em>.')}</p>\n"
REST = (
    f'<p id="more">Another.{NOTE.format("Two.")} <a href="#more">Here</a></p>\n'
    "<p>End.</p>\n"
)


@pytest.fixture
def annotated(app: Flask) -> FlaskClient:
    for slug in ("further", "main"):
        make_article(slug=slug, opening=OPENING, rest=REST)
    return app.test_client()


def ids_in(page: BeautifulSoup) -> list[str]:
    return [str(found["id"]) for found in page.select("[id]")]


def page_at(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


def test_notes_are_numbered_and_linked_both_ways(annotated: FlaskClient) -> None:
    article = page_at(annotated, "/articles/main").select_one("article.article")
    assert article
    references = article.select("sup a[role=doc-noteref]")
    assert [reference.text for reference in references] == ["1", "2"]
    for reference in references:
        note = article.select_one(str(reference["href"]))
        assert note
        back = note.select_one("a[role=doc-backlink]")
        assert back
        assert article.select_one(str(back["href"])) == reference.parent
    assert "Ibid. One." in article.select(".notes li")[0].text


def test_ids_are_unique_when_several_stories_are_open(annotated: FlaskClient) -> None:
    page = page_at(annotated, "/articles/main?open=further")
    found = ids_in(page)
    assert len(found) == len({*found})
    assert len(page.select(".notes li")) == 4
    links = [str(a["href"]) for a in page.select(".prose a[href^='#']")]
    assert len(links) == 2 * (2 + 2 + 1)
    assert {link[1:] for link in links} <= {*found}


def test_note_of_a_folded_story_leads_to_its_page(annotated: FlaskClient) -> None:
    page = page_at(annotated, "/articles/main")
    (reference,) = page.select(".folded__opening a[role=doc-noteref]")
    path, _, id_ = str(reference["href"]).partition("#")
    assert path == "/articles/further"
    assert id_ in ids_in(page_at(annotated, path))


def test_opened_rest_lists_all_notes(annotated: FlaskClient) -> None:
    rest = page_at(annotated, "/articles/further/rest")
    assert [a.text for a in rest.select("a[role=doc-noteref]")] == ["2"]
    assert len(rest.select(".notes li")) == 2


def test_feed_has_the_notes(annotated: FlaskClient) -> None:
    feed: Any = annotated.get("/latest/feed.json").json
    text = BeautifulSoup(feed["items"][0]["content_html"], "html.parser")
    assert "Ibid. One." in text.text
    for reference in text.select("a[role=doc-noteref]"):
        assert str(reference["href"]).startswith("http://localhost/articles/main#note-")
