"""Fragments work alone, belong to a page, and match its copy."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from config import ROOT
from tests.conventions.routes import FRAGMENTS

BACKENDS = ("sqlite",)
each_fragment = pytest.mark.parametrize("address", FRAGMENTS.values(), ids=FRAGMENTS)
TEMPLATES = sorted((ROOT / "templates").rglob("_*.html"))

# The fragment, its page, and its selector there.
COPIES = [
    ("/articles/tale-2/rest", "/articles/the-line?open=tale-2", "#rest-tale-2"),
    ("/articles/tale-6/rest", "/?open=tale-6", "#rest-tale-6"),
    ("/articles/the-line/stream", "/articles/the-line", "#stream"),
    ("/stream", "/", "#stream"),
    ("/search/suggestions", "/search/", "#search-suggestions"),
    ("/latest/list", "/", "#latest-list"),
    ("/latest/list", "/articles/the-line", "#latest-list"),
    *(
        (f"{base}/latest/list?number=30{more}", f"{base}/latest/{page}", "#latest-list")
        for base, more, page in (
            *(("", "", ""), ("/briefs", "", ""), ("/regions/europe", "", "")),
            *(("/topics/maps", "", ""), ("/contributors/ines-calloway", "", "")),
            ("/regions/asia", "&kind=brief", "?kind=brief"),
        )
    ),
]


@each_fragment
def test_fragment_has_one_root_and_no_page_around_it(
    reader: FlaskClient, address: str
) -> None:
    html = reader.get(address).text
    roots = [node for node in BeautifulSoup(html, "html.parser") if str(node).strip()]
    assert len(roots) == 1
    assert isinstance(roots[0], Tag)
    assert "<html" not in html


@each_fragment
def test_fragment_stays_out_of_search(reader: FlaskClient, address: str) -> None:
    assert reader.get(address).headers["X-Robots-Tag"] == "noindex"


@each_fragment
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_fragment_opened_as_a_page_redirects_to_its_page(
    reader: FlaskClient, address: str, method: str
) -> None:
    headers = {"Sec-Fetch-Mode": "navigate"}
    sent = reader.open(address, method=method, headers=headers)
    assert sent.status_code == 302
    assert sent.headers["Cache-Control"] == "no-store"
    assert re.match(r"/(?!/)", sent.headers["Location"])
    home = reader.get(sent.headers["Location"], headers=headers)
    assert home.status_code == 200
    assert "<html" in home.text


@each_fragment
def test_redirect_keeps_only_the_pages_parameters(
    reader: FlaskClient, address: str
) -> None:
    odd = "?_external=1&_scheme=javascript&_anchor=x&endpoint=x&slug=x&values=x&a=b"
    headers = {"Sec-Fetch-Mode": "navigate"}
    plain = reader.get(address, headers=headers).headers["Location"]
    assert reader.get(address + odd, headers=headers).headers["Location"] == plain


@each_fragment
def test_fragment_is_the_same_for_every_client(
    reader: FlaskClient, address: str
) -> None:
    variants = [{}, {"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}]
    assert len({reader.get(address, headers=headers).data for headers in variants}) == 1


@each_fragment
def test_every_fragment_is_compared_with_a_page(address: str) -> None:
    assert address in {copy[0].replace("tale-2", "the-line") for copy in COPIES}


@pytest.mark.parametrize(("fragment", "page", "place"), COPIES)
def test_fragment_is_the_page_own_copy(
    reader: FlaskClient, fragment: str, page: str, place: str
) -> None:
    alone = reader.get(fragment)
    whole = reader.get(page)
    assert (alone.status_code, whole.status_code) == (200, 200)
    assert BeautifulSoup(whole.text, "html.parser").select(place)
    assert _settled(alone.text) in _settled(whole.text)


def test_later_batches_are_the_pages_own_copy(reader: FlaskClient) -> None:
    for page, fragment in (
        ("/", "/stream"),
        ("/articles/the-line", "/articles/the-line/stream"),
    ):
        first = reader.get(fragment).text
        cursor = first.partition(f"{fragment}?after=")[2].partition('"')[0]
        assert cursor
        later = reader.get(f"{fragment}?after={cursor}").text
        assert _settled(later) in _settled(reader.get(f"{page}?after={cursor}").text)
        assert _settled(later) not in _settled(reader.get(page).text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_fragment_names_its_inputs_first(template: Path) -> None:
    text = template.read_text()
    assert text.startswith("{# Inputs: ")
    assert "{% extends" not in text


def _settled(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()
