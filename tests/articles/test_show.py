"""The article page."""

from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.factories import make_article, make_contributor, make_region


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
