"""The short section."""

from flask.testing import FlaskClient

from models.base import transaction
from models.setting import Newsroom, write_newsroom
from tests.factories import make_article


def test_briefs_are_shown_whole_and_articles_are_not(client: FlaskClient) -> None:
    make_article(kind="brief", headline="A brief", rest="<p>Its very end.</p>")
    make_article(headline="A long read")
    page = client.get("/briefs/").text
    assert "Its very end." in page
    assert "A long read" not in page


def test_section_has_its_configured_name(client: FlaskClient) -> None:
    with transaction():
        write_newsroom(Newsroom(briefs_name="QiOSK"))
    assert "QiOSK</h1>" in client.get("/briefs/").text


def test_brief_has_its_own_page(client: FlaskClient) -> None:
    make_article(kind="brief", slug="short")
    assert client.get("/articles/short").status_code == 200


def test_empty_section_says_so(client: FlaskClient) -> None:
    assert "There is nothing in this section yet" in client.get("/briefs/").text
