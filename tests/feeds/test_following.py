"""How readers and their programs find the feeds."""

from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests import factories as make
from tests.feeds.strict import absolute

FEEDS = {
    "/": "/latest/feed",
    "/feeds/": "/latest/feed",
    "/latest/": "/latest/feed",
    "/briefs/": "/briefs/latest/feed",
    "/regions/europe": "/regions/europe/latest/feed",
    "/regions/europe/latest/": "/regions/europe/latest/feed",
    "/topics/maps": "/topics/maps/latest/feed",
    "/contributors/ines": "/contributors/ines/latest/feed",
}
WITHOUT_PANEL = {"/", "/feeds/"}


@pytest.fixture
def filled(app: Flask) -> None:
    make.make_article(
        regions=[make.make_region("Europe")],
        topics=[make.make_topic("Maps")],
        contributors=[make.make_contributor("Ines")],
    )


@pytest.mark.usefixtures("filled")
def test_pages_name_their_feeds_and_how_to_follow(client: FlaskClient) -> None:
    for address, feed in FEEDS.items():
        page = BeautifulSoup(client.get(address).text, "html.parser")
        named = page.select("head link[rel=alternate]:not([type$=oembed])")
        kinds = [f"http://localhost{feed}.{kind}" for kind in ("rss", "atom", "json")]
        assert [link["href"] for link in named] == kinds, address
        panels = page.select("main details.follow")
        assert len(panels) == (address not in WITHOUT_PANEL), address
        for panel in panels:
            links = [str(link["href"]) for link in panel.select("a")]
            assert "/newsletter/" in links
            assert {f"{feed}.{kind}" for kind in ("rss", "atom", "json")} < {*links}
            copied = [str(b["data-copy"]) for b in panel.select("button[hidden]")]
            assert copied == kinds
            live = feed.removesuffix("feed")
            assert (live in links) == (address != live)
            for link in links:
                assert client.get(link).status_code == 200, link


@pytest.mark.usefixtures("filled")
def test_search_is_followed_where_it_was_made(client: FlaskClient) -> None:
    asked = "?q=story&kind=all&region=europe"
    for query, is_followed in {asked: True, "?q=xyzzy": True, "": False}.items():
        page = BeautifulSoup(client.get(f"/search/{query}").text, "html.parser")
        named = [str(link["href"]) for link in page.select("head [rel=alternate]")]
        kinds = [f"/latest/feed.{kind}{query}" for kind in ("rss", "atom", "json")]
        assert named == [f"http://localhost{path}" for path in kinds * is_followed]
        links = [str(link["href"]) for link in page.select("main details.follow a")]
        ways = ["/newsletter/", *kinds, f"/embed/{query}", f"/latest/{query}"]
        assert links == ways * is_followed
        assert [client.get(link).status_code for link in links] == [200] * len(links)


@pytest.mark.usefixtures("filled")
def test_narrowed_channel_is_followed_as_it_is(client: FlaskClient) -> None:
    text = client.get("/latest/?kind=all&region=europe").text
    assert "/latest/feed.rss?kind=all&amp;region=europe" in text
    assert client.get("/latest/feed.rss?kind=all&region=europe").status_code == 200


@pytest.mark.usefixtures("filled")
def test_every_region_is_in_the_file_of_all_feeds(client: FlaskClient) -> None:
    make.make_region("Nowhere & yet")
    answer = client.get("/feeds.opml")
    assert answer.content_type == "text/x-opml; charset=utf-8"
    root = ET.fromstring(answer.data)
    assert (root.tag, root.attrib["version"]) == ("opml", "2.0")
    assert [part.tag for part in root] == ["head", "body"]
    feeds = root.findall(".//outline[@type='rss']")
    assert {f.attrib["text"] for f in feeds} >= {"Briefs", "Europe", "Nowhere & yet"}
    for feed in feeds:
        for name in ("xmlUrl", "htmlUrl"):
            absolute(feed.attrib[name])
            path = feed.attrib[name].removeprefix("http://localhost")
            assert client.get(path).status_code == 200
