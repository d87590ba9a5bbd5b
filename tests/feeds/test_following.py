"""How readers and feed readers find the feeds."""

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
KINDS = ("rss", "atom", "json")
MAGAZINE = [f"http://localhost/latest/feed.{kind}" for kind in KINDS]


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
        others = MAGAZINE if feed != "/latest/feed" else []
        assert [link["href"] for link in named] == kinds + others, address
        panels = page.select("main details.follow")
        assert len(panels) == (address not in WITHOUT_PANEL), address
        for panel in panels:
            links = [str(link["href"]) for link in panel.select("a")]
            assert links[0].startswith("/newsletter/")
            assert {f"{feed}.{kind}" for kind in ("rss", "atom", "json")} < {*links}
            copied = [str(b["data-copy"]) for b in panel.select("button[hidden]")]
            assert copied == kinds
            live = feed.removesuffix("feed")
            assert (live in links) == (address != live)
            for link in links:
                assert client.get(link).status_code == 200, link


@pytest.mark.usefixtures("filled")
def test_search_page_links_to_its_feeds(client: FlaskClient) -> None:
    search = "?q=story&kind=all&region=europe"
    for query, is_followed in {search: True, "?q=xyzzy": True, "": False}.items():
        page = BeautifulSoup(client.get(f"/search/{query}").text, "html.parser")
        named = alternates(page)
        kinds = [f"/latest/feed.{kind}{query}" for kind in ("rss", "atom", "json")]
        own = [f"http://localhost{path}" for path in kinds * is_followed]
        assert named == own + MAGAZINE
        links = [str(link["href"]) for link in page.select("main details.follow a")]
        ways = [*links[:1], *kinds, f"/embed/{query}", f"/latest/{query}"]
        assert links == ways * is_followed
        assert [client.get(link).status_code for link in links] == [200] * len(links)


def alternates(page: BeautifulSoup) -> list[str]:
    named = page.select("head link[rel=alternate]:not([type$=oembed])")
    return [str(link["href"]) for link in named]


def test_story_names_the_feeds_of_its_region_and_the_magazine(
    client: FlaskClient,
) -> None:
    make.make_article(slug="placed", regions=[make.make_region("Europe")])
    make.make_article(slug="nowhere")
    region = [f"http://localhost/regions/europe/latest/feed.{kind}" for kind in KINDS]
    for address, feeds in {
        "/articles/placed": region + MAGAZINE,
        "/articles/nowhere": MAGAZINE,
        "/newsletter/": MAGAZINE,
        "/search/": MAGAZINE,
        "/regions/": MAGAZINE,
    }.items():
        page = BeautifulSoup(client.get(address).text, "html.parser")
        assert alternates(page) == feeds, address


@pytest.mark.parametrize(
    "path", ["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml"]
)
def test_usual_addresses_of_feeds_lead_to_ours(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    kind = "atom" if path == "/atom.xml" else "rss"
    moved = (301, f"/latest/feed.{kind}")
    assert (answer.status_code, answer.headers["Location"]) == moved
    assert client.get(path, follow_redirects=True).status_code == 200


def test_scripts_of_other_sites_may_read_feeds(client: FlaskClient) -> None:
    for path in (*(f"/latest/feed.{kind}" for kind in KINDS), "/feeds.opml", "/feed"):
        answer = client.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path


@pytest.mark.usefixtures("filled")
def test_filtered_channel_keeps_its_filters(client: FlaskClient) -> None:
    text = client.get("/latest/?kind=all&region=europe").text
    assert "/latest/feed.rss?kind=all&amp;region=europe" in text
    assert client.get("/latest/feed.rss?kind=all&region=europe").status_code == 200


@pytest.mark.usefixtures("filled")
def test_every_region_is_in_the_opml(client: FlaskClient) -> None:
    make.make_region("Nowhere & yet")
    answer = client.get("/feeds.opml")
    assert answer.content_type == "text/x-opml; charset=utf-8"
    root = ET.fromstring(answer.data)
    assert (root.tag, root.attrib["version"]) == ("opml", "2.0")
    assert [part.tag for part in root] == ["head", "body"]
    feeds = root.findall(".//outline[@type='rss']")
    assert {f.attrib["text"] for f in feeds} >= {"Briefs", "Europe", "Nowhere & yet"}
    for outline in root.iter("outline"):
        assert outline.attrib["title"] == outline.attrib["text"]
    for feed in feeds:
        for name in ("xmlUrl", "htmlUrl"):
            absolute(feed.attrib[name])
            path = feed.attrib[name].removeprefix("http://localhost")
            assert client.get(path).status_code == 200
