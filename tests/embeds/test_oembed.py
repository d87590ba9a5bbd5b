"""The oEmbed provider follows https://oembed.com, 2.3."""

import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests import factories as make

SITE = "http://localhost"
# 2.3.4.4: required fields of a rich response, and optional ones.
NEEDED = {"type", "version", "html", "width", "height"}
ALLOWED = {"title", "author_name", "author_url", "provider_name", "provider_url"} | {
    *("cache_age", "thumbnail_url", "thumbnail_width", "thumbnail_height"),
}
pytestmark = pytest.mark.usefixtures("stories")


def ask(client: FlaskClient, path: str, more: str = "") -> Any:
    return client.get(f"/oembed?url={quote(SITE + path, safe='')}{more}")


def test_every_response_has_the_required_fields(client: FlaskClient) -> None:
    for path, framed in {
        "/articles/first": "/articles/first/embed?layout=card",
        "/articles/short": "/articles/short/embed?layout=card",
        "/": "/latest/embed",
        "/latest/": "/latest/embed",
        "/latest/?region=europe&kind=all": "/regions/europe/latest/embed?kind=all",
        # As on pages, the first of repeated parameters counts.
        "/latest/?q=first&q=other": "/latest/embed?q=first",
        "/briefs/": "/briefs/latest/embed",
        "/regions/europe": "/regions/europe/latest/embed",
        "/regions/europe/latest/?after=x": "/regions/europe/latest/embed",
        "/topics/maps": "/topics/maps/latest/embed",
        "/contributors/ines": "/contributors/ines/latest/embed",
    }.items():
        answer = ask(client, path)
        assert (answer.status_code, answer.mimetype) == (200, "application/json"), path
        facts = answer.get_json()
        assert NEEDED <= {*facts} <= NEEDED | ALLOWED
        assert (facts["version"], facts["type"]) == ("1.0", "rich")
        assert isinstance(facts["width"], int)
        assert isinstance(facts["height"], int)
        html = BeautifulSoup(facts["html"], "html.parser")
        assert not html.select("script, [style], [onload]")
        sources = [str(frame["src"]) for frame in html.select("iframe")]
        wanted, _, query = (SITE + framed).partition("?")
        assert sources[0].startswith(wanted), path
        assert {*query.split("&")} - {""} <= {*sources[0].split("?")[1].split("&")}
        assert client.get(sources[0]).status_code == 200


def test_xml_matches_json(client: FlaskClient) -> None:
    make.make_article(slug="odd", headline="A \x0b <b> & ]]> \N{SNOWMAN}")
    for path in ("/articles/odd", "/articles/first", "/regions/europe"):
        answer = ask(client, path, "&format=xml")
        assert answer.content_type == "text/xml; charset=utf-8"
        found = {node.tag: node.text for node in ET.fromstring(answer.data)}
        plain = json.dumps(ask(client, path, "&format=json").get_json())
        expected = json.loads(plain.replace("\\u000b", ""))
        assert found == {name: str(value) for name, value in expected.items()}


def test_response_respects_the_maximum_size(client: FlaskClient) -> None:
    for path in ("/articles/first", "/latest/"):
        for width, height in ((10, 10), (300, 9999), (9999, 120), (100_000, 100_000)):
            facts = ask(
                client, path, f"&maxwidth={width}&maxheight={height}"
            ).get_json()
            assert facts["width"] <= width
            assert facts["height"] <= height
            assert f'width="{facts["width"]}"' in facts["html"]
            assert f'height="{facts["height"]}"' in facts["html"]


def test_picture_is_included_if_it_fits(client: FlaskClient) -> None:
    rows = [
        {"crop": "card", "media_type": "image/jpeg", "width": w, "height": w // 2}
        | {"key": f"{w:040x}.jpg"}
        for w in (150, 320, 640)
    ]
    picture = make.make_picture(rendition_rows=rows, renditions_due=False)
    make.make_article(slug="seen", lead_picture=picture)
    wanted = {
        "": 640,
        "&maxwidth=400": 320,
        "&maxheight=200": 320,
        "&maxwidth=150": 150,
    }
    for more, width in wanted.items():
        facts = ask(client, "/articles/seen", more).get_json()
        assert facts["thumbnail_url"] == f"{SITE}/media/{width:040x}.jpg"
        assert facts["thumbnail_width"] == width
    assert "thumbnail_url" not in ask(client, "/articles/seen", "&maxwidth=9").json


def test_errors_are_those_of_the_standard(client: FlaskClient) -> None:
    for address, status in {
        f"?url={SITE}/articles/hidden": 404,
        f"?url={SITE}/articles/gone": 404,
        f"?url={SITE}/articles/nothing": 404,
        f"?url={SITE}/pages/about": 404,
        f"?url={SITE}/regions/nowhere": 404,
        f"?url={SITE}/latest/?kind=page": 404,
        f"?url={SITE}/static/img/icon.svg": 404,
        f"?url={SITE}/%00": 400,
        f"?url={SITE}/%2500": 404,
        "?url=https://other.example/articles/first": 404,
        "?url=http://localhost.other.example/articles/first": 404,
        "?url=http://localhost@other.example/articles/first": 404,
        "?url=javascript://localhost/articles/first": 404,
        "?url=//localhost/articles/first": 404,
        "?url=http://[": 404,
        "?url=nonsense": 404,
        f"?url={SITE}/admin/": 401,
        f"?url={SITE}/previews/a-token": 401,
        f"?url={SITE}/articles/first&format=yaml": 501,
        f"?url={SITE}/articles/first&format=XML": 501,
        "": 400,
        "?url=": 400,
        f"?url={SITE}/articles/first&maxwidth=0": 400,
        f"?url={SITE}/articles/first&maxwidth=-1": 400,
        f"?url={SITE}/articles/first&maxheight=9e9": 400,
        f"?url={SITE}/articles/first&maxheight={'9' * 400}": 400,
    }.items():
        answer = client.get(f"/oembed{address}")
        assert answer.status_code == status, address
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_link_to_their_oembed(client: FlaskClient) -> None:
    for path in (
        *("/", "/articles/first", "/latest/", "/regions/europe", "/topics/maps"),
        *("/contributors/ines", "/briefs/", "/regions/europe/latest/?kind=brief"),
    ):
        page = BeautifulSoup(client.get(path).text, "html.parser")
        for kind in ("application/json", "text/xml"):
            (link,) = page.select(f'link[rel=alternate][type="{kind}+oembed"]')
            answer = client.get(str(link["href"]).removeprefix(SITE))
            assert (answer.status_code, answer.mimetype) == (200, kind), path


def test_story_that_cannot_be_rendered_is_answered_as_missing(
    client: FlaskClient,
) -> None:
    damaged = make.make_picture(rendition_rows=[{}], renditions_due=False)
    make.make_article(slug="damaged", lead_picture=damaged)
    answer = ask(client, "/articles/damaged")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert ask(client, "/articles/first").status_code == 200
