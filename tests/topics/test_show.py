"""A topic's page."""

from flask.testing import FlaskClient

from models.base import transaction
from tests.factories import LONG_AGO, make_article, make_topic


def test_topic_shows_articles_and_briefs(client: FlaskClient) -> None:
    maps = make_topic("Maps")
    make_article(headline="Of maps", topics=[maps])
    make_article(kind="brief", headline="Of maps in short", topics=[maps])
    make_article(headline="Of tides")
    page = client.get("/topics/maps").text
    assert "Of maps</a>" in page
    assert "Of maps in short" in page
    assert "Of tides" not in page


def test_topic_is_missing_until_it_has_a_public_story(client: FlaskClient) -> None:
    story = make_article(status="draft", topics=[make_topic("Maps")])
    assert client.get("/topics/maps").status_code == 404
    with transaction():
        story.publish(LONG_AGO)
    assert client.get("/topics/maps").status_code == 200


def test_unknown_topic_is_missing(client: FlaskClient) -> None:
    assert client.get("/topics/nothing").status_code == 404


def test_index_lists_topics_that_have_stories(client: FlaskClient) -> None:
    make_article(topics=[make_topic("Maps")])
    make_article(status="draft", topics=[make_topic("Tides")])
    page = client.get("/topics/").text
    assert 'href="/topics/maps"' in page
    assert "Tides" not in page
