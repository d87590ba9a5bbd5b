"""What every page has, whichever template it comes from."""

import json
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.conventions.magazine import CANARY, NEWSROOM
from tests.conventions.routes import FRAGMENTS, PAGES

BACKENDS = ("sqlite",)
Read = Callable[[str], BeautifulSoup]
MORE_PAGES = {
    "opened": "/articles/the-line?open=tale-1,tale-2",
    "curated": "/?open=tale-9,tale-4",
    "brief": "/articles/brief-1",
    "region without description": "/regions/asia",
}
ERRORS = {
    "400": "/?after=nonsense",
    "404": "/nothing-here",
    "410": f"/articles/{CANARY}-article-withdrawn",
    "token": "/newsletter/confirm/nonsense",
}
ALL_PAGES = PAGES | MORE_PAGES | ERRORS

each_page = pytest.mark.parametrize("address", ALL_PAGES.values(), ids=ALL_PAGES)
FRAMES = {"frame": "/latest/embed", "story frame": "/articles/the-line/embed"}
ALL_HTML = ALL_PAGES | FRAGMENTS | FRAMES
each_answer = pytest.mark.parametrize("address", ALL_HTML.values(), ids=ALL_HTML)


@pytest.fixture(scope="module")
def read(magazine: Flask) -> Read:
    """Parses each page once: that takes longer than the page itself."""
    reader = magazine.test_client()
    return cache(lambda path: BeautifulSoup(reader.get(path).text, "html.parser"))


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


@each_page
def test_page_has_title_and_description(read: Read, address: str) -> None:
    page = read(address)
    assert one(page, "html")["lang"] == NEWSROOM.language
    assert NEWSROOM.name in one(page, "head > title").text
    assert one(page, "meta[name=description]")["content"]
    assert one(page, "h1").get_text(strip=True)


@each_page
def test_page_has_its_landmarks(read: Read, address: str) -> None:
    page = read(address)
    main = one(page, "main")
    skip = one(page, "a.skip-link")
    assert skip["href"] == f"#{main['id']}"
    assert skip == page.select("a")[0]
    assert one(page, "body > header")
    assert one(page, "body > footer")


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_has_a_canonical_url(read: Read, address: str) -> None:
    page = read(f"{address}?utm_source=x")
    canonical = one(page, "link[rel=canonical]")["href"]
    assert canonical == f"http://localhost{address}"


@pytest.mark.parametrize("address", ERRORS.values(), ids=ERRORS)
def test_error_has_no_canonical_url(read: Read, address: str) -> None:
    page = read(address)
    assert not page.select("link[rel=canonical]")
    assert one(page, "meta[name=robots]")["content"] == "noindex"


@each_answer
def test_nothing_is_inline(read: Read, address: str) -> None:
    page = read(address)
    assert not page.select("style, [style], base[href], object, embed")
    framed = {urlsplit(str(frame["src"])).path for frame in page.select("iframe")}
    assert framed <= {"/latest/embed"}
    for script in page.select("script"):
        data = script.get("type") == "application/ld+json"
        assert (script.get("src") is None) == data
    for tag in page.find_all():
        assert not [name for name in tag.attrs if name.startswith("on")]
        assert not str(tag.get("href", "")).lower().startswith("javascript:")


@each_answer
def test_ids_are_there_once(read: Read, address: str) -> None:
    page = read(address)
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    if not address.endswith(("/rest", "/stream", "/list")):
        for tag in page.select("[aria-labelledby]"):
            assert set(str(tag["aria-labelledby"]).split()) <= set(ids)


@each_page
def test_headings_skip_no_level(read: Read, address: str) -> None:
    main = one(read(address), "main")
    levels = [int(h.name[1]) for h in main.select("h1, h2, h3, h4, h5, h6")]
    if read(address).select(".masthead--front"):
        levels.insert(0, 1)
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_structured_data_is_json(read: Read, address: str) -> None:
    blocks = read(address).select("script[type='application/ld+json']")
    facts = [json.loads(block.text) for block in blocks]
    assert {part["@context"] for part in facts} <= {"https://schema.org"}
    kinds = {part["@type"] for part in facts if not part.get("@graph")}
    assert kinds <= {"NewsArticle", "BreadcrumbList"}
    assert facts or address != "/articles/the-line"
