"""Static pages."""

from flask.testing import FlaskClient

from tests.factories import make_article


def test_page_is_at_its_address_and_in_every_footer(client: FlaskClient) -> None:
    make_article(kind="page", slug="about", headline="About us")
    assert "About us</h1>" in client.get("/pages/about").text
    assert 'href="/pages/about"' in client.get("/").text


def test_page_is_not_an_article(client: FlaskClient) -> None:
    make_article(kind="page", slug="about", headline="About us")
    make_article(slug="story")
    assert client.get("/articles/about").status_code == 404
    assert client.get("/pages/story").status_code == 404
    assert "About us" not in client.get("/latest/list").text


def test_draft_is_missing_and_withdrawn_is_gone(client: FlaskClient) -> None:
    make_article(kind="page", slug="draft", status="draft", headline="A draft")
    make_article(kind="page", slug="gone", status="withdrawn", headline="Withdrawn")
    assert client.get("/pages/draft").status_code == 404
    assert client.get("/pages/gone").status_code == 410
    assert "A draft" not in client.get("/").text
