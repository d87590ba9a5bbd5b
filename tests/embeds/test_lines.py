"""The element's JSON, and who may read it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("stories")
ELSEWHERE = {"Origin": "https://other.example", "Referer": "https://other.example/x"}


def read(client: FlaskClient, address: str) -> Any:
    return client.get(address, headers=ELSEWHERE).get_json()


def test_lines_match_the_list(client: FlaskClient) -> None:
    facts = read(client, "/regions/europe/latest/lines.json?number=2")
    lines = facts.pop("lines")
    assert facts == {
        "version": 1,
        "title": "Latest: Europe",
        "url": "http://localhost/regions/europe/latest/",
        "magazine": "Meridian",
        "magazine_url": "http://localhost/",
        "language": "en",
        "every": 15,
    }
    assert [line["headline"] for line in lines] == ["Second", "First & <b>foremost</b>"]
    del lines[0]["id"], lines[0]["day"], lines[0]["published_at"]
    assert lines[0] == {
        "url": "http://localhost/articles/second",
        "headline": "Second",
        "region": "Europe",
        "is_corrected": True,
    }


def test_every_list_has_its_lines(client: FlaskClient) -> None:
    for address, wanted in {
        "/latest/lines.json": ["second", "first"],
        "/latest/lines.json?number=1": ["second"],
        "/latest/lines.json?region=europe&kind=all": ["short", "second", "first"],
        "/briefs/latest/lines.json": ["short"],
        "/topics/maps/latest/lines.json?kind=brief": ["short"],
        "/contributors/ines/latest/lines.json?kind=article": ["second", "first"],
    }.items():
        urls = [line["url"] for line in read(client, address)["lines"]]
        assert [url.rpartition("/")[2] for url in urls] == wanted, address


def test_any_site_may_read_and_none_gets_a_reader(client: FlaskClient) -> None:
    for address in ("/latest/lines.json", "/embed/latest.js", "/embed/v1/latest.js"):
        first = client.get(address, headers=ELSEWHERE)
        etag = {"If-None-Match": first.headers["ETag"]}
        same = client.get(address, headers=ELSEWHERE | etag)
        wrong = client.get(f"{address}x?number=0", headers=ELSEWHERE)
        assert (first.status_code, same.status_code) == (200, 304)
        for answer in (first, same):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        for answer in (first, same, wrong):
            text = str(answer.headers)
            assert "Credentials" not in text
            assert "other.example" not in text
            assert "Origin" not in answer.headers.get("Vary", "")


def test_no_other_address_is_open_to_other_sites(client: FlaskClient) -> None:
    style = client.get("/latest/embed").text.partition('stylesheet" href="')[2]
    for address, is_open in {
        "/": False,
        "/latest/": False,
        "/latest/list": False,
        "/latest/embed": False,
        "/embed/": False,
        "/articles/first": False,
        "/admin/": False,
        "/static/img/icon.svg": False,
        style.partition('"')[0]: True,
        "/oembed?url=http://localhost/articles/first": True,
    }.items():
        answer = client.get(address, headers=ELSEWHERE, buffered=True)
        has = "Access-Control-Allow-Origin" in answer.headers
        assert has == is_open, address


def test_errors_are_short_and_not_cached(client: FlaskClient) -> None:
    for address, status in {
        "/latest/lines.json?number=0": 400,
        "/latest/lines.json?kind=page": 400,
        "/regions/nowhere/latest/lines.json": 404,
    }.items():
        answer = client.get(address, headers=ELSEWHERE)
        assert answer.status_code == status, address
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.get_json()["error"]


def test_unchanged_lines_cost_a_304(client: FlaskClient) -> None:
    address = "/latest/lines.json?number=8"
    first = client.get(address)
    assert first.cache_control.s_maxage == 5
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    make_article(headline="News")
    assert client.get(address, headers=known).status_code == 200
