"""What every page has, whichever template it comes from."""

import json
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.conventions.magazine import CANARY, NEWSROOM
from tests.conventions.routes import FRAGMENTS, PAGES, PUBLIC

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


def read(reader: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(reader.get(address).text, "html.parser")


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, selector
    return found[0]


@each_page
def test_page_has_title_and_description(reader: FlaskClient, address: str) -> None:
    page = read(reader, address)
    assert one(page, "html")["lang"] == NEWSROOM.language
    assert NEWSROOM.name in one(page, "head > title").text
    assert one(page, "meta[name=description]")["content"]
    assert one(page, "h1").get_text(strip=True)


@each_page
def test_page_has_its_landmarks(reader: FlaskClient, address: str) -> None:
    page = read(reader, address)
    main = one(page, "main")
    skip = one(page, "a.skip-link")
    assert skip["href"] == f"#{main['id']}"
    assert skip == page.select("a")[0]
    assert one(page, "body > header")
    assert one(page, "body > footer")


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_has_a_canonical_url(reader: FlaskClient, address: str) -> None:
    page = read(reader, f"{address}?utm_source=x")
    canonical = one(page, "link[rel=canonical]")["href"]
    assert canonical == f"http://localhost{address}"


@pytest.mark.parametrize("address", ERRORS.values(), ids=ERRORS)
def test_error_has_no_canonical_url(reader: FlaskClient, address: str) -> None:
    page = read(reader, address)
    assert not page.select("link[rel=canonical]")
    assert one(page, "meta[name=robots]")["content"] == "noindex"


@each_answer
def test_nothing_is_inline(reader: FlaskClient, address: str) -> None:
    page = read(reader, address)
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
def test_ids_are_there_once(reader: FlaskClient, address: str) -> None:
    page = read(reader, address)
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    if not address.endswith(("/rest", "/stream", "/list")):
        for tag in page.select("[aria-labelledby]"):
            assert set(str(tag["aria-labelledby"]).split()) <= set(ids)


@each_page
def test_headings_skip_no_level(reader: FlaskClient, address: str) -> None:
    main = one(read(reader, address), "main")
    levels = [int(h.name[1]) for h in main.select("h1, h2, h3, h4, h5, h6")]
    if "masthead--front" in reader.get(address).text:
        levels.insert(0, 1)
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_structured_data_is_json(reader: FlaskClient, address: str) -> None:
    blocks = read(reader, address).select("script[type='application/ld+json']")
    facts = [json.loads(block.text) for block in blocks]
    assert {part["@context"] for part in facts} <= {"https://schema.org"}
    kinds = {part["@type"] for part in facts if not part.get("@graph")}
    assert kinds <= {"NewsArticle", "BreadcrumbList"}
    assert facts or address != "/articles/the-line"


def test_every_link_works_and_nothing_hidden_shows(
    reader: FlaskClient,
) -> None:
    """Crawls the whole magazine from its front page and its fragments."""
    waiting, seen = ["/", *PUBLIC.values()], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/media/"):
            continue
        seen.add(address)
        answer = reader.get(address, buffered=True)
        assert answer.status_code == 200, address
        assert CANARY.encode() not in answer.data, address
        if answer.mimetype == "text/html":
            waiting += _links(answer.text, address)
    assert "/articles/tale-15" in seen


def _links(html: str, here: str) -> list[str]:
    names = ("href", "src", "data-hx-get", "action")
    page = BeautifulSoup(html, "html.parser")
    values = [str(tag[name]) for name in names for tag in page.select(f"[{name}]")]
    found = [urlsplit(urljoin(f"http://localhost{here}", value)) for value in values]
    return [
        f"{link.path}{'?' * bool(link.query)}{link.query}"
        for link in found
        if link.netloc == "localhost"
    ]
