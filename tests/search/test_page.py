"""The search page: results, errors and hostile input."""

from datetime import timedelta
from html import escape

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from models.listing.search.terms import LONGEST
from tests.factories import (
    LONG_AGO,
    make_article,
    make_contributor,
    make_region,
    make_topic,
)

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def stories(app: Flask) -> None:
    """About tides: an old headline, a new text, a brief in Asia, some by Ana."""
    europe, asia = make_region("Europe"), make_region("Asia")
    ana, maps = make_contributor("Ana"), make_topic("Maps")
    make_contributor("Nobody")
    at = [LONG_AGO + timedelta(minutes=number) for number in range(4)]
    make_article(
        headline="Tides",
        slug="tides",
        regions=[europe],
        topics=[maps],
        published_at=at[0],
    )
    make_article(
        headline="Harbours",
        slug="harbours",
        rest="<p>Where tides &lt;turn&gt;.</p>",
        published_at=at[1],
    )
    make_article(
        headline="Low tides",
        slug="low",
        kind="brief",
        regions=[asia],
        published_at=at[2],
    )
    make_article(
        headline="High tides", slug="high", contributors=[ana], published_at=at[3]
    )
    make_article(headline="Secret tides", status="draft", contributors=[ana])


def slugs(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = BeautifulSoup(answer.text, "html.parser")
    links = page.select(".result__headline a, .latest__headline")
    return [str(link["href"]).rpartition("/")[2] for link in links]


@pytest.mark.usefixtures("stories")
def test_search_has_the_filters_of_every_listing(client: FlaskClient) -> None:
    for query, wanted in {
        "q=tides": ["high", "low", "tides", "harbours"],
        "q=T%C3%8DD": ["high", "low", "tides", "harbours"],
        "q=tides+-low": ["high", "tides", "harbours"],
        'q="low tides"': ["low"],
        'q="tides low"': [],
        "q=tides&kind=brief": ["low"],
        "q=tides&kind=article": ["high", "tides", "harbours"],
        "q=tides&region=europe": ["tides"],
        "q=tides&region=asia&kind=article": [],
        "q=tides&contributor=ana": ["high"],
        "q=tides&topic=maps&region=europe": ["tides"],
        "q=tides&from=2026-01-01&to=2026-01-01": ["high", "low", "tides", "harbours"],
        "q=tides&from=2026-01-02": [],
        "q=tides&to=2025-12-31": [],
        "q=ana": ["high"],
        "q=": [],
    }.items():
        found = slugs(client, f"/search/?{query}")
        assert found == wanted, query
        if wanted:  # the same as a channel, newest first
            assert sorted(slugs(client, f"/latest/?{query}")) == sorted(wanted), query
            assert slugs(client, f"/latest/list?{query}") == slugs(
                client, f"/latest/?{query}"
            )


@pytest.mark.usefixtures("stories")
def test_results_mark_the_matches(client: FlaskClient) -> None:
    answer = client.get("/search/?q=tides+turn")
    page = BeautifulSoup(answer.text, "html.parser")
    assert [str(mark) for mark in page.select("mark")] == [
        "<mark>tides</mark>",
        "<mark>turn</mark>",
    ]
    assert "Where <mark>tides</mark> &lt;<mark>turn</mark>&gt;." in answer.text
    assert page.select(".results__head a")[0]["href"] == "/latest/?q=tides+turn"
    assert "noindex" in str(page.select("meta[name=robots]"))
    assert "noindex" in client.get("/latest/?q=tides").text
    assert "noindex" not in client.get("/latest/").text
    people = page.select("select[name=contributor] option")
    assert [option["value"] for option in people] == ["", "ana"]


def test_next_page_repeats_nothing(app: Flask, client: FlaskClient) -> None:
    for number in range(30):
        make_article(headline="Tides" if number % 3 else "Gulls", dek="Of tides")
    seen, address = list[str](), "/search/?q=tides"
    while address:
        answer = client.get(address)
        seen += slugs(client, address)
        more = BeautifulSoup(answer.text, "html.parser").select("a[rel=next]")
        address = str(more[0]["href"]) if more else ""
    assert len(seen) == len(set(seen)) == 30


@pytest.mark.usefixtures("stories")
def test_empty_search_shows_the_syntax(
    client: FlaskClient,
) -> None:
    nothing = client.get("/search/?q=xyzzy")
    assert "Nothing found for “xyzzy”" in nothing.text
    for text in (nothing.text, client.get("/search/").text):
        assert "search__help" in text


@pytest.mark.usefixtures("stories")
def test_invalid_input_is_explained_and_kept(client: FlaskClient) -> None:
    for query, message in {
        "q=tides&from=2026-13-01": "is not a date",
        "q=tides&to=yesterday": "is not a date",
        "q=tides&from=2026-02-01&to=2026-01-01": "later than the last",
        "q=tides&kind=poem": "kind is",
        "q=tides&region=atlantis": "no such region",
        "q=tides&contributor=nobody": "no such contributor",
        "q=tides&topic=silence": "no such topic",
        f"q={'x' * (LONGEST + 1)}": f"at most {LONGEST} characters",
        "q=-tides": "Enter at least one word",
        "q=*": "Enter at least one word",
    }.items():
        answer = client.get(f"/search/?{query}")
        assert (answer.status_code, message in answer.text) == (400, True), query
        assert client.get(f"/latest/?{query}").status_code in (400, 404)
    assert 'value="tides"' in client.get("/search/?q=tides&to=never").text
    assert client.get("/search/?q=tides&after=nonsense").status_code == 400


def test_filters_alone_ask_for_a_word(client: FlaskClient) -> None:
    answer = client.get("/search/?q=&region=europe&from=2026-01-01")
    assert (answer.status_code, "Enter a word" in answer.text) == (200, True)
    form = BeautifulSoup(answer.text, "html.parser").select_one("form.search")
    assert form
    assert form.select_one("input[name=from][value='2026-01-01']")
    assert "Enter a word" not in client.get("/search/?q=&region=&from=").text


def test_number_of_search_words_is_limited(app: Flask, client: FlaskClient) -> None:
    words = [f"w{number}" for number in range(14)]
    make_article(headline=" ".join(words[:12]), slug="it")
    answer = client.get(f"/search/?q={'+'.join(words)}")
    assert "Only the first 12 words were searched for." in answer.text
    assert slugs(client, f"/search/?q={'+'.join(words)}") == ["it"]


def test_texts_are_escaped(app: Flask, client: FlaskClient) -> None:
    make_article(
        headline=f"Tide {EVIL}",
        dek=f"Tide {EVIL}",
        opening=f"<p>Tide {escape(EVIL)} tide</p>",
        regions=[make_region("Europe")],
        contributors=[make_contributor("<b>Tide</b>", slug="b")],
    )
    for address in (
        "/search/?q=tide",
        "/search/?q=script+alert+img+src+x+onerror",
        "/search/suggestions?q=script",
        f"/search/?q={escape(EVIL)}",
        "/search/?q=<mark>&from=<b>",
    ):
        page = BeautifulSoup(client.get(address).text, "html.parser")
        assert not page.select("main script, main img, main b, [onerror]"), address


def test_static_pages_are_found(client: FlaskClient, stories: None) -> None:
    make_article(headline="Imprint of tides", slug="imprint", kind="page")
    make_article(headline="Unseen tides", slug="no", kind="page", status="draft")
    page = BeautifulSoup(client.get("/search/?q=imprint").text, "html.parser")
    (result,) = page.select(".result")
    link = result.select_one("a")
    assert link
    assert link["href"] == "/pages/imprint"
    assert not result.select(".kicker, .byline")
    suggested = client.get("/search/suggestions?q=imprint").text
    assert 'href="/pages/imprint"' in suggested
    assert "imprint" not in client.get("/latest/feed.rss?q=tides").text
