"""A renamed region, topic or contributor redirects at each of its URLs."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from extensions import db
from models.base import transaction
from models.redirect import leave_redirect
from tests.conftest import START
from tests.factories import make_article, make_contributor, make_region, make_topic

NAME, OLD, NEW = "New name", "old-name", "new-name"
KINDS = {"region": "regions", "topic": "topics", "contributor": "contributors"}
UNDER_PATH = (
    *("", "/latest/", "/latest/list?number=5", "/latest/feed.rss", "/latest/feed.atom"),
    *("/latest/feed.json?content=full", "/latest/lines.json?number=3", "/latest/embed"),
    "/latest/feed.rss?kind=brief&q=x",
)
BY_QUERY = (
    *("/latest/", "/latest/list", "/latest/feed.rss", "/latest/lines.json", "/search/"),
    *("/latest/embed", "/embed/", "/briefs/latest/feed.json"),
)
FOR_OTHER_SITES = ("feed.", "lines.json", "oembed")


@pytest.fixture(autouse=True)
def renamed(app: Flask) -> None:
    rows = [make(NAME) for make in (make_region, make_topic, make_contributor)]
    region, topic, contributor = rows
    make_article(regions=[region], topics=[topic], contributors=[contributor])
    with transaction():
        for folder in KINDS.values():
            leave_redirect(db.session(), f"/{folder}/{OLD}", f"/{folder}/{NEW}", START)


@pytest.mark.parametrize("folder", KINDS.values())
@pytest.mark.parametrize("rest", UNDER_PATH)
def test_path_redirects(client: FlaskClient, folder: str, rest: str) -> None:
    answer = client.get(f"/{folder}/{OLD}{rest}")
    assert answer.status_code == 301
    assert answer.location == f"/{folder}/{NEW}{rest}"
    assert client.get(answer.location).status_code == 200
    is_open = any(name in rest for name in FOR_OTHER_SITES)
    assert (answer.headers.get("Access-Control-Allow-Origin") == "*") is is_open


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", BY_QUERY)
def test_query_redirects(client: FlaskClient, kind: str, path: str) -> None:
    answer = client.get(f"{path}?q=x&{kind}={OLD}")
    assert answer.status_code == 301
    led_to = urlsplit(answer.location)
    assert led_to.path == path
    assert parse_qs(led_to.query) == {"q": ["x"], kind: [NEW]}
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("folder", KINDS.values())
@pytest.mark.parametrize("rest", ["", "/latest/"])
def test_oembed_redirects(client: FlaskClient, folder: str, rest: str) -> None:
    old, new = (f"http://localhost/{folder}/{slug}{rest}" for slug in (OLD, NEW))
    answer = client.get(f"/oembed?url={quote(old, safe='')}&format=json&maxwidth=300")
    assert answer.status_code == 301
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(answer.location).status_code == 200
    followed = client.get(answer.location).request.args
    assert (followed["url"], followed["maxwidth"]) == (new, "300")


def test_oembed_of_a_moved_story_redirects(client: FlaskClient, app: Flask) -> None:
    make_article(slug="there")
    with transaction():
        leave_redirect(db.session(), "/articles/here", "/articles/there", START)
    answer = client.get("/oembed?url=http://localhost/articles/here")
    assert answer.status_code == 301
    assert client.get(answer.location).status_code == 200


def test_unknown_slug_is_still_missing(client: FlaskClient) -> None:
    assert client.get("/regions/nowhere/latest/feed.rss").status_code == 404
    assert client.get("/latest/?region=nowhere").status_code == 404
    assert client.get("/oembed?url=http://localhost/regions/nowhere").status_code == 404
