"""Metadata in the head of a page, for other sites and search engines."""

import json
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from models.base import transaction
from models.setting import Newsroom, write_newsroom
from tests.browser.magazine import make_picture
from tests.factories import (
    make_article,
    make_contributor,
    make_correction,
    make_region,
    make_topic,
)

SITE = "http://localhost"
HOSTILE = "</script><!-- \"'&amp;<b>"


def read(client: FlaskClient, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).text, "html.parser")


def tags(page: BeautifulSoup) -> dict[str, str]:
    found = page.select("meta[property], meta[name^='twitter:']")
    pairs = [(str(t.get("property", t.get("name"))), str(t["content"])) for t in found]
    single = [
        pair for pair in pairs if pair[0] not in ("article:author", "article:tag")
    ]
    assert len(dict(single)) == len(single)
    return dict(pairs)


def facts(page: BeautifulSoup, kind: str) -> dict[str, Any]:
    blocks = [json.loads(block.text) for block in page.select("[type$='ld+json']")]
    parts = [part for block in blocks for part in block.get("@graph", [block])]
    (found,) = [part for part in parts if part["@type"] == kind]
    return dict(found)


def set_up(**settings: Any) -> None:
    with transaction():
        write_newsroom(Newsroom(**settings))


def test_story_has_its_metadata(client: FlaskClient) -> None:
    set_up(name="The Bearing", language="pt-br", logo_id=make_picture().id)
    europe, asia = make_region("Europe"), make_region("Asia")
    story = make_article(
        slug="a",
        headline="The line",
        dek="What it is about.",
        seo_title="Another title",
        seo_description="Another description.",
        regions=[europe, asia],
        topics=[make_topic("Maps"), make_topic("Rivers")],
        contributors=[make_contributor("Ana"), make_contributor("Bo")],
        published_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
        updated_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        lead_picture=make_picture(alt_text="A hill"),
    )
    make_correction(story, text="It was a circle.")
    page = read(client, "/articles/a?utm_source=x")
    found = tags(page)
    image = found["og:image"]
    assert found == {
        "og:type": "article",
        "og:site_name": "The Bearing",
        "og:title": "The line",
        "og:description": "Another description.",
        "og:url": f"{SITE}/articles/a",
        "og:locale": "pt_BR",
        "og:image": image,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "The line",
        "article:published_time": "2026-11-01T08:00:00Z",
        "article:modified_time": "2026-11-02T09:00:00Z",
        "article:section": "Europe",
        "article:author": f"{SITE}/contributors/bo",
        "article:tag": "Rivers",
        "twitter:card": "summary_large_image",
        "twitter:title": "The line",
        "twitter:description": "Another description.",
        "twitter:image": image,
        "twitter:image:alt": "The line",
    }
    shown = client.get(image.removeprefix(SITE), follow_redirects=True)
    assert shown.status_code == 200
    article = facts(page, "NewsArticle")
    assert article["headline"] == "The line"
    assert article["description"] == "Another description."
    assert article["articleSection"] == ["Europe", "Asia"]
    assert article["keywords"] == ["Maps", "Rivers"]
    assert article["wordCount"] == story.word_count > 0
    assert [writer["name"] for writer in article["author"]] == ["Ana", "Bo"]
    assert article["correction"][0]["text"] == "It was a circle."
    assert len(article["image"]) == 2
    assert article["publisher"]["logo"]["width"] == 960
    for address in [
        *article["image"],
        article["publisher"]["logo"]["url"],
        article["url"],
    ]:
        assert client.get(address.removeprefix(SITE)).status_code == 200
    steps = facts(page, "BreadcrumbList")["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [
        *((1, "The Bearing"), (2, "Regions"), (3, "Europe"))
    ]
    assert steps[2]["item"] == f"{SITE}/regions/europe"


def test_story_without_details_leaves_them_out(client: FlaskClient) -> None:
    make_article(slug="a", dek="")
    page = read(client, "/articles/a")
    article = facts(page, "NewsArticle")
    absent = {"correction", "keywords", "articleSection"}
    assert not absent & {*article}
    assert article["publisher"]["logo"]["url"].endswith(".svg")
    found = tags(page)
    assert found["twitter:card"] == "summary_large_image"
    assert not {"og:locale", "article:section"} & {*found}


def test_front_page_names_the_publisher(client: FlaskClient) -> None:
    links = ({"name": "Mastodon", "url": "https://social.example/@us"},)
    set_up(name="The Bearing", tagline="Notes", social_links=links)
    page = read(client, "/")
    publisher = facts(page, "Organization")
    assert (publisher["name"], publisher["url"]) == ("The Bearing", f"{SITE}/")
    assert publisher["sameAs"] == ["https://social.example/@us"]
    site = facts(page, "WebSite")
    assert site["publisher"] == {"@id": publisher["@id"]}
    target = site["potentialAction"]["target"]
    assert target == f"{SITE}/search/?q={{search_term_string}}"
    assert tags(page)["og:type"] == "website"


def test_other_pages_have_their_metadata(client: FlaskClient) -> None:
    set_up(description="A magazine.")
    people = [make_contributor("Ana", portrait=make_picture(alt_text="Ana"))]
    places = {"regions": [make_region("Europe")], "topics": [make_topic("Maps")]}
    make_article(contributors=people, **places)
    make_article(slug="about", kind="page", headline="About us")
    for path, kind, title in (
        ("/regions/europe", "website", "Europe – Meridian"),
        ("/topics/maps", "website", "Maps – Meridian"),
        ("/contributors/ana", "profile", "Ana – Meridian"),
        ("/pages/about", "website", "About us"),
        ("/latest/", "website", "Latest – Meridian"),
    ):
        page = read(client, path)
        found = tags(page)
        assert (found["og:type"], found["og:title"]) == (kind, title)
        assert found["og:url"] == f"{SITE}{path}"
        assert found["og:description"].strip() == found["og:description"] != ""
        is_drawn = found["og:image"].startswith(f"{SITE}/media/social/")
        assert is_drawn == (kind != "profile")
        if path != "/pages/about":
            assert facts(page, "BreadcrumbList")["itemListElement"][-1][
                "item"
            ].endswith(path)


def test_metadata_is_escaped(client: FlaskClient) -> None:
    set_up(name=HOSTILE, tagline=HOSTILE, description=HOSTILE)
    region = make_region("Europe")
    with transaction():
        region.name = HOSTILE
    make_article(slug="a", headline=HOSTILE, dek=HOSTILE, regions=[region])
    for path in ("/", "/articles/a", "/regions/europe"):
        for block in read(client, path).select("[type$='ld+json']"):
            assert not {"<", ">", "&"} & set(block.text)
            assert HOSTILE in json.dumps(json.loads(block.text)).encode().decode(
                "unicode_escape"
            )
    found = tags(read(client, "/articles/a"))
    assert (found["og:title"], found["og:site_name"]) == (HOSTILE, HOSTILE)


def test_errors_have_no_metadata(client: FlaskClient) -> None:
    assert tags(read(client, "/articles/nowhere")) == {}
