"""A topic's page."""

from flask.testing import FlaskClient

from tests.factories import make_article, make_topic


def test_topic_shows_its_stories_of_either_kind(client: FlaskClient) -> None:
    maps = make_topic("Maps")
    make_article(headline="Of maps", topics=[maps])
    make_article(kind="brief", headline="Of maps in short", topics=[maps])
    make_article(headline="Of tides")
    page = client.get("/topics/maps").text
    assert "Of maps</a>" in page
    assert "Of maps in short" in page
    assert "Of tides" not in page


def test_topic_without_stories_says_so(client: FlaskClient) -> None:
    make_topic("Maps")
    assert "There are no stories here yet" in client.get("/topics/maps").text


def test_unknown_topic_is_missing(client: FlaskClient) -> None:
    assert client.get("/topics/nothing").status_code == 404
