"""Every channel: its page and its live fragment."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.factories import (
    make_article,
    make_contributor,
    make_correction,
    make_region,
    make_topic,
)


@pytest.fixture
def stories(app: Flask) -> None:
    """A story and a brief, each named after its place."""
    europe, asia = make_region("Europe"), make_region("Asia")
    maps, ines = make_topic("Maps"), make_contributor("Ines")
    make_topic("Silence")
    make_article(headline="Plain")
    make_article(headline="European", regions=[europe], topics=[maps])
    make_article(headline="Asian", regions=[asia, europe], contributors=[ines])
    make_article(headline="Short", kind="brief", regions=[europe], topics=[maps])
    make_article(headline="Hidden", status="draft", regions=[europe], topics=[maps])


CHANNELS = {
    "/latest/": ["Asian", "European", "Plain"],
    "/briefs/latest/": ["Short"],
    "/regions/europe/latest/": ["Asian", "European"],
    "/regions/europe/latest/?kind=brief": ["Short"],
    "/regions/europe/latest/?kind=all": ["Short", "Asian", "European"],
    "/topics/maps/latest/": ["Short", "European"],
    "/contributors/ines/latest/": ["Asian"],
    "/topics/maps/latest/?region=europe&kind=article": ["European"],
    "/latest/?region=asia&topic=maps": [],
    "/regions/asia/latest/?region=europe": ["Asian"],
}


def headlines(text: str) -> list[str]:
    parts = text.split('<a class="latest__headline"')[1:]
    return [part.partition(">")[2].partition("<")[0] for part in parts]


@pytest.mark.usefixtures("stories")
def test_each_channel_has_its_stories(client: FlaskClient) -> None:
    for address, wanted in CHANNELS.items():
        assert headlines(client.get(address).text) == wanted, address
        live = client.get(address.replace("/latest/", "/latest/list"))
        assert headlines(live.text) == wanted, address


@pytest.mark.usefixtures("stories")
def test_channel_has_a_title(client: FlaskClient) -> None:
    text = client.get("/topics/maps/latest/?region=europe").text
    assert "<h1" in text
    assert ">Latest: Maps, Europe</h1>" in text
    assert 'rel="canonical" href="http://localhost/topics/maps/latest/?' in text


@pytest.mark.usefixtures("stories")
def test_unknown_channel_is_missing_but_empty_one_is_not(client: FlaskClient) -> None:
    for address, status in {
        "/regions/nowhere/latest/": 404,
        "/topics/nothing/latest/": 404,
        "/topics/silence/latest/": 404,
        "/contributors/nobody/latest/list": 404,
        "/latest/?region=nowhere": 404,
        "/latest/?kind=page": 400,
        "/latest/list?number=0": 400,
        "/latest/list?number=61": 400,
        "/latest/list?number=٣": 400,
        "/latest/list?number=1e1": 400,
        "/latest/?after=nonsense": 400,
        "/briefs/europe/latest/": 404,
        "/latest/?region=asia&topic=maps": 200,
    }.items():
        assert client.get(address).status_code == status, address


@pytest.mark.usefixtures("stories")
def test_missing_slash_redirects(client: FlaskClient) -> None:
    for path in ("/latest", "/regions/europe/latest"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (308, f"{path}/")


def test_newest_come_first(client: FlaskClient) -> None:
    make_article(headline="Older")
    make_article(headline="Newer")
    for address in ("/latest/", "/latest/list"):
        text = client.get(address).text
        assert text.index("Newer") < text.index("Older")


def test_list_has_the_requested_length(client: FlaskClient) -> None:
    for _ in range(32):
        make_article()
    assert client.get("/latest/list").text.count("<li ") == 5
    assert client.get("/latest/list?number=30").text.count("<li ") == 30
    assert client.get("/latest/list?number=3").text.count("<li ") == 3


def test_unchanged_list_is_not_sent_again(client: FlaskClient) -> None:
    make_article()
    etag = client.get("/latest/list").headers["ETag"]
    headers = {"If-None-Match": etag, "HX-Request": "true"}
    assert client.get("/latest/list", headers=headers).status_code == 304
    make_article()
    assert client.get("/latest/list", headers=headers).status_code == 200


def test_live_list_is_cached_briefly(client: FlaskClient) -> None:
    assert client.get("/latest/list").cache_control.s_maxage == 5


def test_empty_list_says_so(client: FlaskClient) -> None:
    assert "Nothing here yet" in client.get("/latest/list").text


def test_older_page_does_not_poll(client: FlaskClient) -> None:
    for _ in range(32):
        make_article(regions=[])
    for address in ("/latest/", "/latest/?kind=all"):
        first = client.get(address).text
        cursor = first.partition("after=")[2].partition('"')[0]
        mark = "&" if "?" in address else "?"
        assert " data-latest=" in first
        older = client.get(f"{address}{mark}after={cursor}").text
        assert " data-latest=" not in older
        assert len(headlines(older)) == 2


def test_live_list_names_recently_updated_stories(
    client: FlaskClient, clock: Clock
) -> None:
    corrected = make_article(slug="corrected", updated_at=clock())
    make_correction(corrected, text="It's <b>two</b>.", at=clock())
    make_article(slug="old", updated_at=clock() - timedelta(days=2))
    make_article(slug="hidden", status="draft", updated_at=clock())
    make_article(slug="changed", updated_at=clock() - timedelta(hours=1))
    page = BeautifulSoup(client.get("/latest/list").text, "html.parser")
    updates = json.loads(str(page.select("ol")[0]["data-updates"]))
    assert [update["slug"] for update in updates] == ["corrected", "changed"]
    assert [one["text"] for one in updates[0]["corrections"]] == ["It's <b>two</b>."]
    assert updates[1]["corrections"] == []
