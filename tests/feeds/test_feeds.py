"""Every channel as a feed: valid, complete, the same story in each format."""

import json
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template
from flask.testing import FlaskClient

from blueprints.feeds.feed import Feed, read_feed
from blueprints.feeds.json_feed import json_feed
from models.base import transaction
from models.pictures.picture import Rendition
from models.setting import Newsroom, write_newsroom
from models.stories.article import Article
from tests import factories as make
from tests.conftest import START, Clock
from tests.feeds.strict import FORMATS, check, parsed
from tests.some import some
from web.site.channel import ChannelPath, read_channel

TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
HOSTILE = "A & B <script>alert(1)</script> ]]> \x0b\x01\ufffe “quoted” 🌍 العربية"


def picture(**given: Any) -> Any:
    key = f"{7:040x}.jpg"
    files = [Rendition("whole", "image/jpeg", 640, 427, key).__dict__]
    return make.make_picture(rendition_rows=files, renditions_due=False, **given)


@pytest.fixture
def story(app: Flask) -> Article:
    """A story with everything a feed can contain."""
    inner = picture(credit="B. Draughtsman", caption="The inner one.")
    return make.make_article(
        headline=HOSTILE,
        dek="Short & sweet.",
        lead_picture=picture(alt_text='The "light" & dusk'),
        opening=make.OPENING
        + '<p><a href="/articles/other?a=1&amp;b=2">x</a> <a href="#end">y</a> '
        'says href="/plain"</p>\n' + make.figures(inner),
        regions=[make.make_region("Europe")],
        topics=[make.make_topic("Maps")],
        contributors=[make.make_contributor("Ines"), make.make_contributor("Li")],
    )


def feeds(place: str, **asked: str) -> dict[str, str]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return {kind: f"/{place}/feed.{kind}?{query}" for kind in FORMATS}


@pytest.mark.usefixtures("story")
def test_every_feed_is_valid_with_its_media_type(client: FlaskClient) -> None:
    make.make_article(kind="brief", headline="Brief", dek="")
    for place, more in (
        *(("latest", {}), ("latest", {"kind": "all"}), ("briefs/latest", {})),
        *(("regions/europe/latest", {}), ("topics/maps/latest", {"kind": "all"})),
        *(("contributors/ines/latest", {}), ("latest", {"content": "summary"})),
        ("regions/europe/latest", {"kind": "brief"}),  # empty
    ):
        for kind, address in some(feeds(place, **more).items()):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.content_type == f"{TYPES[kind]}; charset=utf-8"
            found = check(kind, answer.text)
            assert bool(found) == (more != {"kind": "brief"}), address


def test_each_format_has_the_whole_story(client: FlaskClient, story: Article) -> None:
    home = f"http://localhost/articles/{story.slug}"
    media = f"http://localhost/media/{7:040x}.jpg"
    rss, atom = (
        parsed(client.get(f"/latest/feed.{kind}").text).entries[0]
        for kind in ("rss", "atom")
    )
    item = json.loads(client.get("/latest/feed.json").text)["items"][0]
    assert rss.id == atom.id == item["id"]
    assert rss.link == atom.link == item["url"] == home
    summaries = {unescape(rss.summary), atom.summary, item["summary"]}
    assert summaries == {"Short & sweet."}
    assert [a.name for a in atom.authors] == ["Ines", "Li"]
    assert [a["name"] for a in item["authors"]] == ["Ines", "Li"]
    assert [t.label or t.term for t in rss.tags] == ["Europe", "Maps"]
    assert [t.label for t in atom.tags] == item["tags"] == ["Europe", "Maps"]
    for entry in (rss, atom):
        assert entry.media_content[0]["url"] == media
        assert entry.media_credit[0]["content"] == "A. Photographer"
    assert item["image"] == media
    text = client.get("/latest/feed.rss").text
    assert "<dc:creator>Ines</dc:creator>" in text
    assert "<dc:creator>Li</dc:creator>" in text
    assert "The &#34;light&#34; &amp; dusk</media:description>" in text
    assert item["_media"] == {
        "alt_text": 'The "light" & dusk',
        "credit": "A. Photographer",
    }


def test_text_is_self_contained(client: FlaskClient, story: Article) -> None:
    html = json.loads(client.get("/latest/feed.json").text)["items"][0]["content_html"]
    page = BeautifulSoup(html, "html.parser")
    home = f"http://localhost/articles/{story.slug}"
    links = [str(tag["href"]) for tag in page.select("a")]
    assert links[:2] == [
        "http://localhost/articles/other?a=1&b=2",
        f"{home}#text-1-end",
    ]
    assert links[2].startswith("https://www.youtube.com/watch")
    assert 'says href="/plain"' in page.text
    assert [len(page.select(tag)) for tag in ("figure", "img", "figcaption")] == [2] * 3
    assert "B. Draughtsman" in page.text
    assert page.select("img")[0]["alt"] == 'The "light" & dusk'
    for tag in page.select("[src], [href]"):
        assert str(tag.get("src") or tag.get("href")).startswith("http")
    assert not page.select("script, style, iframe, svg, button, [style], [data-frame]")
    entry = parsed(client.get("/latest/feed.atom").text).entries[0]
    assert "third paragraph" in entry.content[0].value


@pytest.mark.usefixtures("story")
def test_summaries_have_no_text(client: FlaskClient) -> None:
    for kind, address in some(feeds("latest", content="summary").items()):
        text = client.get(address).text
        assert "third paragraph" not in text
        assert "Short" in text
        assert f"http://localhost/latest/feed.{kind}?content=summary" in text
        full = client.get(f"/latest/feed.{kind}?content=full")
        assert full.data == client.get(f"/latest/feed.{kind}").data


def test_correction_updates_the_entry_and_keeps_the_id(
    client: FlaskClient, story: Article
) -> None:
    before = {k: check(k, client.get(a).text) for k, a in feeds("latest").items()}
    make.make_correction(story, is_material=False, text="A comma.")
    published = parsed(client.get("/latest/feed.atom").text).entries[0]
    assert published.updated == published.published
    assert "A comma." in published.content[0].value
    correction = make.make_correction(story, text="It was the other lighthouse.")
    moment = f"{correction.at:%Y-%m-%dT%H:%M:%SZ}"
    with transaction():
        story.slug, story.headline = "moved", "Moved"
    for kind, address in feeds("latest").items():
        text = client.get(address).text
        assert check(kind, text) == before[kind]
        assert moment in text
        assert "It was the other lighthouse." in text
        assert "/articles/moved" in text
    assert parsed(client.get("/latest/feed.atom").text).feed.updated == moment
    with transaction():
        story.withdraw()
    for kind, address in feeds("latest").items():
        text = client.get(address).text
        assert check(kind, text) == []
        assert "lighthouse" not in text


def test_pages_lead_through_all_stories_once(client: FlaskClient) -> None:
    slugs = [make.make_article().slug for _ in range(45)][::-1]
    for kind in FORMATS:
        address: str | None = f"/latest/feed.{kind}?content=summary"
        first, urls, pages = address, [], 0
        while address:
            text = client.get(address).text
            pages += 1
            check(kind, text)
            found = read_page(kind, text)
            assert found["self"] == f"http://localhost{address}"
            if kind != "json":
                assert found["first"] == f"http://localhost{first}"
            urls += found["urls"]
            address = found["next"] and found["next"].removeprefix("http://localhost")
        assert pages == 3
        assert urls == [f"http://localhost/articles/{slug}" for slug in slugs]


def read_page(kind: str, text: str) -> dict[str, Any]:
    if kind == "json":
        feed = json.loads(text)
        urls = [item["url"] for item in feed["items"]]
        return {"self": feed["feed_url"], "next": feed.get("next_url"), "urls": urls}
    found = parsed(text)
    links = {link.rel: link.href for link in found.feed.links}
    urls = [entry.link for entry in found.entries]
    return {"self": links["self"], "first": links["first"], "urls": urls} | {
        "next": links.get("next")
    }


def test_unchanged_feed_is_not_sent_again(client: FlaskClient, clock: Clock) -> None:
    make.make_article()
    for address in some(feeds("latest").values()):
        etag = client.get(address).headers["ETag"]
        clock.advance(hours=3)
        asked = {"If-None-Match": etag}
        assert client.get(address, headers=asked).status_code == 304
        make.make_article()
        assert client.get(address, headers=asked).status_code == 200


def test_invalid_parameters_are_refused(client: FlaskClient) -> None:
    make.make_topic("Silence")
    for path, status in {
        "latest/feed.{}?after=nonsense": 400,
        "latest/feed.{}?content=nonsense": 400,
        "latest/feed.{}?kind=page": 400,
        "latest/feed.{}?region=nowhere": 404,
        "regions/nowhere/latest/feed.{}": 404,
        "topics/silence/latest/feed.{}": 404,
        "contributors/nobody/latest/feed.{}": 404,
        "latest/feed.{}x": 404,
    }.items():
        for kind in FORMATS:
            answer = client.get("/" + path.format(kind))
            assert answer.status_code == status, path


def test_nothing_hidden_is_in_a_feed(client: FlaskClient) -> None:
    europe = make.make_region("Europe")
    later = START + timedelta(days=400)
    for hidden in (
        *({"status": "draft"}, {"status": "submitted"}, {"status": "withdrawn"}),
        {"published_at": later},
    ):
        make.make_article(headline="Canary", dek="Canary", regions=[europe], **hidden)
    for place in ("latest", "regions/europe/latest", "briefs/latest"):
        for kind, address in some(feeds(place, kind="all").items()):
            text = client.get(address).text
            assert "Canary" not in text
            assert check(kind, text) == []


def test_hub_is_named_in_each_format(app: Flask) -> None:
    make.make_article()
    hub = "https://hub.example/?a=1&b=2"
    with app.test_request_context("/"):
        feed = replace(first_page(), hub=hub)
        for kind in ("rss", "atom"):
            text = render_template(f"feeds/{kind}.xml", feed=feed)
            check(kind, text)
            links = {link.rel: link.href for link in parsed(text).feed.links}
            assert links["hub"] == hub
        made = json.loads(json_feed(feed, "en"))
    assert made["hubs"] == [{"type": "WebSub", "url": hub}]
    assert f'<{hub}>; rel="hub"' in feed.links


def test_feed_names_a_hub_only_if_it_is_notified(client: FlaskClient) -> None:
    europe, hub = make.make_region("Europe"), "https://hub.example/"
    for _ in range(21):
        make.make_article(regions=[europe])
    with transaction():
        write_newsroom(Newsroom(websub_hub=hub))
    older = f"?after={client.get('/latest/feed.json').get_json()['next_url'][-16:]}"
    for path in ("latest", "briefs/latest", "regions/europe/latest"):
        answer = client.get(f"/{path}/feed.rss")
        self_url = f"http://localhost/{path}/feed.rss"
        assert answer.headers["Link"] == f'<{hub}>; rel="hub", <{self_url}>; rel="self"'
        for query in ("?content=summary", "?q=story", "?from=2020-01-01", older):
            untold = client.get(f"/{path}/feed.rss{query}")
            assert (untold.status_code, hub in untold.text) == (200, False)
            assert "Link" not in untold.headers


def first_page() -> Feed:
    return read_feed(
        read_channel(ChannelPath(), {}, START), "feeds.rss", "", None, START
    )


def test_plain_text_is_escaped_for_rss(client: FlaskClient) -> None:
    """RSS readers treat both as HTML (RSS 2.0 Best Practices Profile)."""
    words = "A <table> where x<y & “&#x26;” counts"
    make.make_article(headline=words, dek=words)
    item = ET.fromstring(client.get("/latest/feed.rss").data).find("channel/item")
    assert item is not None
    for name in ("title", "description"):
        html = item.findtext(name) or ""
        assert BeautifulSoup(html, "html.parser").get_text() == words, name
    atom = parsed(client.get("/latest/feed.atom").text).entries[0]
    assert (
        json.loads(client.get("/latest/feed.json").text)["items"][0]["title"] == words
    )
    assert atom.link.startswith("http://localhost/articles/")


def test_brief_without_a_dek_begins_with_its_first_sentence(
    client: FlaskClient,
) -> None:
    opening = "<p>The <em>tide</em> came in at 3.14 today. Nobody saw it.</p>\n"
    make.make_article(kind="brief", slug="tide", dek="", opening=opening)
    sentence = "The tide came in at 3.14 today."
    for query in ("", "?content=summary"):
        rss = parsed(client.get(f"/briefs/latest/feed.rss{query}").text).entries[0]
        assert rss.summary == sentence
        feed = json.loads(client.get(f"/briefs/latest/feed.json{query}").text)
        assert feed["items"][0]["summary"] == sentence
    page = BeautifulSoup(client.get("/articles/tide").text, "html.parser")
    for name in ("description", "twitter:description"):
        assert page.select_one(f'meta[name="{name}"]')["content"] == sentence  # type: ignore[index]
    facts = json.loads(page.select("script[type='application/ld+json']")[0].text)
    assert facts["description"] == sentence


def test_atom_names_a_picture_once(client: FlaskClient, story: Article) -> None:
    entry = parsed(client.get("/latest/feed.atom").text).entries[0]
    assert entry.get("enclosures", []) == []
    assert len(entry.media_content) == 1
