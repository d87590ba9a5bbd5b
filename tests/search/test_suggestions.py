"""Suggestions while typing."""

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_article, make_region


def suggested(client: FlaskClient, typed: str) -> list[str]:
    answer = client.get("/search/suggestions", query_string={"q": typed})
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    return [str(span) for span in page.select("a > span:first-child")]


def test_suggestions_match_the_beginning_of_a_word(
    app: Flask, client: FlaskClient
) -> None:
    make_article(headline="Lighthouses", regions=[make_region("Europe")])
    make_article(headline="Keepers", dek="Of a lighthouse")
    make_article(headline="Hidden light", status="withdrawn")
    wanted = ["<span><mark>Lighthouses</mark></span>", "<span>Keepers</span>"]
    assert suggested(client, "ligh") == suggested(client, "LÌGH") == wanted
    for typed in ("", "l", " l ", "xyzzy", "-light", "!!", "x" * 500):
        assert suggested(client, typed) == [], typed


def test_suggestions_are_few(app: Flask, client: FlaskClient) -> None:
    for _ in range(9):
        make_article(headline="Tides")
    assert len(suggested(client, "tides")) == 6
