"""The search page: what it shows, what it refuses, and what nobody can do to it."""

import random
from dataclasses import replace
from datetime import timedelta
from html import escape
from urllib.parse import quote_plus

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from models.content import Content
from models.draft import Draft
from models.search.words import LONGEST
from tests.conftest import Clock
from tests.factories import (
    keep,
    make_article,
    make_contributor,
    make_picture,
    make_region,
    make_topic,
)

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def stories(app: Flask) -> None:
    """Of tides: an old headline, a new text, a brief of Asia, and some of Ana."""
    europe, asia = make_region("Europe"), make_region("Asia")
    ana, maps = make_contributor("Ana"), make_topic("Maps")
    make_contributor("Nobody")
    make_article(headline="Tides", slug="tides", regions=[europe], topics=[maps])
    make_article(
        headline="Harbours", slug="harbours", rest="<p>Where tides &lt;turn&gt;.</p>"
    )
    make_article(headline="Low tides", slug="low", kind="brief", regions=[asia])
    make_article(headline="High tides", slug="high", contributors=[ana])
    make_article(headline="Secret tides", status="draft", contributors=[ana])


def slugs(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = BeautifulSoup(answer.text, "html.parser")
    links = page.select(".result__headline a, .latest__headline")
    return [str(link["href"]).rpartition("/")[2] for link in links]


@pytest.mark.usefixtures("stories")
def test_search_is_narrowed_as_every_listing(client: FlaskClient) -> None:
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
def test_results_say_why_they_were_found(client: FlaskClient) -> None:
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


def test_results_go_on_without_a_repeat(app: Flask, client: FlaskClient) -> None:
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
def test_nothing_found_and_nothing_asked_show_how_to_search(
    client: FlaskClient,
) -> None:
    nothing = client.get("/search/?q=xyzzy")
    assert "Nothing found for “xyzzy”" in nothing.text
    for text in (nothing.text, client.get("/search/").text):
        assert "search__help" in text


@pytest.mark.usefixtures("stories")
def test_what_is_wrong_is_said_and_kept(client: FlaskClient) -> None:
    for query, said in {
        "q=tides&from=2026-13-01": "is no day",
        "q=tides&to=yesterday": "is no day",
        "q=tides&from=2026-02-01&to=2026-01-01": "later than the last",
        "q=tides&kind=poem": "kind is",
        "q=tides&region=atlantis": "no such region",
        "q=tides&contributor=nobody": "no such contributor",
        "q=tides&topic=silence": "no such topic",
        f"q={'x' * (LONGEST + 1)}": f"at most {LONGEST} characters",
        "q=-tides": "no word in it",
        "q=*": "no word in it",
    }.items():
        answer = client.get(f"/search/?{query}")
        assert (answer.status_code, said in answer.text) == (400, True), query
        assert client.get(f"/latest/?{query}").status_code in (400, 404)
    assert 'value="tides"' in client.get("/search/?q=tides&to=never").text
    assert client.get("/search/?q=tides&after=nonsense").status_code == 400


def test_only_so_many_words_are_looked_for(app: Flask, client: FlaskClient) -> None:
    words = [f"w{number}" for number in range(14)]
    make_article(headline=" ".join(words[:12]), slug="it")
    answer = client.get(f"/search/?q={'+'.join(words)}")
    assert "Only the first 12 words were looked for." in answer.text
    assert slugs(client, f"/search/?q={'+'.join(words)}") == ["it"]


def test_texts_stay_texts(app: Flask, client: FlaskClient) -> None:
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


def test_nothing_that_is_typed_breaks_anything(app: Flask, client: FlaskClient) -> None:
    make_article(headline="Tide gauge of the North Sea")
    cache = app.extensions["page_cache"]
    for number, typed in enumerate(hostile(1500)):
        path = ("/search/", "/search/suggestions", "/latest/", "/latest/list")[
            number % 4
        ]
        name = ("q", "q", "q", "from", "to", "region", "after", "kind")[number % 8]
        said = quote_plus(typed.encode("utf-8", "surrogatepass"))
        query = f"{name}={said}" + "&q=tide" * (name != "q")
        answer = client.get(path, query_string=query)
        assert answer.status_code in (200, 400, 404), (path, query)
        if path == "/search/":
            assert answer.status_code in (200, 400), query
    cache.clear()


def test_what_is_not_public_is_never_found(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    """Not by a headline, dek, text, caption or name; nor what a draft would change."""
    said = {
        "headline": "Canary",
        "dek": "Canary",
        "opening": "<p>Canary</p>",
        "lead_picture": make_picture(caption="Canary"),
        "contributors": [make_contributor("Canary")],
    }
    for status, days in (
        *(("draft", -1), ("submitted", -1), ("withdrawn", -1), ("published", 1)),
    ):
        at = clock.now + timedelta(days=days)
        make_article(status=status, published_at=at, **said)
        make_article(status=status, published_at=at, kind="brief", **said)
    shown = make_article(headline="Shown")
    content = replace(Content.of(shown), headline="Canary", dek="Canary")
    keep(Draft(article_id=shown.id, stored=content.as_json(), changed_at=clock.now))
    everywhere = [
        f"{path}?q=canary"
        for path in ("/search/", "/search/suggestions", "/latest/", "/latest/list")
    ]
    for address in everywhere:
        answer = client.get(address)
        assert answer.status_code == 200
        for said_again in ("Canary", "story-"):
            assert said_again not in answer.text, address
    clock.advance(days=2)
    for address in everywhere:
        assert client.get(address).text.count("story-") >= 2, address


SIGNS = (
    *('"', "'", "*", "^", ":", "(", ")", "-", "+", "{", "}", "\\", "%", "_", "|", "&"),
    *(
        "!",
        "<->",
        "<2>",
        ":*",
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "NEAR(a b, 5)",
        "headline:",
    ),
    *(
        "{headline rest} :",
        "rowid",
        "''",
        "--",
        ";",
        "/*",
        "\0",
        "\x01",
        "\x1f",
        "\x7f",
    ),
    *(
        "\u0085",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\ufffd",
        "\U0010ffff",
        "\ud800",
        "¶",
        "¶1",
    ),
    *(
        "“",
        "”",
        "„",
        "«",
        "−",
        "\u0301",
        "ﷺ",
        "𝕿𝖎𝖉𝖊",
        "İ",
        "ß",
        "東",
        "ก็",
        "\n",
        "\t",
        "#",
    ),
    *("%00", "&#0;", "<mark>", "tide", "a", "1e309", "$1", "%s", "%(q)s", "::tsquery"),
)


def hostile(count: int) -> list[str]:
    rng = random.Random(4)
    typed = [
        "",
        "x" * 10_000,
        '"' * 10_000,
        "\0" * 10_000,
        "(" * 199,
        "a " * 100,
        "é" * 200,
    ]
    typed += [f"tide {sign}" for sign in SIGNS] + [f"{sign}tide" for sign in SIGNS]
    while len(typed) < count:
        parts = rng.choices(SIGNS, k=rng.randint(1, 9))
        typed.append(rng.choice(("", " ")).join(parts))
    return typed
