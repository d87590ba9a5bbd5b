"""What every page of the newsroom has, whichever template it comes from."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from extensions import db
from tests.conventions.nu_checker import faults
from tests.conventions.routes import DESK_GETS, OPEN_GETS
from tests.newsroom import make_editor, sign_in
from tests.some import some

BACKENDS = ("sqlite",)
PERMISSIONS = {
    name: path
    for name, path in OPEN_GETS.items()
    if path.startswith("/admin") and not path.endswith("nonsense")
}
each_address = pytest.mark.parametrize("address", DESK_GETS.values(), ids=DESK_GETS)
Answer = Callable[[str], TestResponse]
Read = Callable[[str], BeautifulSoup]


@pytest.fixture(scope="module")
def answer(newsroom: Flask) -> Answer:
    """The answer to a client that may do everything; each address is opened once."""
    with newsroom.app_context():
        desk = sign_in(newsroom, make_editor("administrator"))
        db.session.remove()
    return cache(lambda address: desk.get(address, buffered=True))


@pytest.fixture(scope="module")
def read(answer: Answer) -> Read:
    """Parsing takes longer than the page itself."""
    return cache(lambda address: BeautifulSoup(answer(address).text, "html.parser"))


@pytest.mark.parametrize(
    "address", (DESK_GETS | PERMISSIONS).values(), ids=DESK_GETS | PERMISSIONS
)
def test_nothing_is_inline_and_ids_are_there_once(
    answer: Answer, read: Read, address: str
) -> None:
    if "sandbox" in answer(address).headers["Content-Security-Policy"]:
        return  # mail, which has its styles inline and runs nothing
    page = read(address)
    assert not page.select("style, [style], base[href], object, embed")
    for script in page.select("script"):
        assert script.get("src") or script.get("type") == "application/ld+json"
    for tag in page.find_all():
        assert not [name for name in tag.attrs if name.startswith("on")]
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    if page.select("html"):
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for tag in page.select(f"[{name}]"):
                assert set(str(tag[name]).split()) <= set(ids), tag


@each_address
def test_page_has_one_h1_and_skips_no_level(read: Read, address: str) -> None:
    page = read(address)
    if not page.select("body.desk"):
        return
    assert len(page.select("h1")) == 1
    levels = [
        int(h.name[1])
        for h in page.select("main :is(h1, h2, h3, h4)")
        if not h.find_parent("dialog") and not h.find_parent(class_="prose")
    ]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@each_address
def test_form_that_posts_carries_a_token(read: Read, address: str) -> None:
    page = read(address)
    if not page.select("body.desk"):
        return
    for form in some(page.select("form[method=post][action^='/admin']")):
        assert form.select("[name=csrf_token]"), form.get("action")


@each_address
def test_link_of_the_newsroom_works(answer: Answer, read: Read, address: str) -> None:
    page = read(address)
    if not page.select("body.desk"):
        return
    links = {str(a["href"]).partition("#")[0] for a in page.select("a[href^='/admin']")}
    for link in some(sorted(links)):
        assert answer(link).status_code in (200, 302), link


def test_pages_of_the_newsroom_are_valid(answer: Answer, tmp_path: Path) -> None:
    """By the Nu checker."""
    for name, address in DESK_GETS.items():
        html = answer(address).text
        is_mail = "sandbox" in answer(address).headers["Content-Security-Policy"]
        if "<html" in html and not is_mail:
            (tmp_path / f"{name}.html").write_text(html)
    assert len(list(tmp_path.glob("*.html"))) > 20
    assert faults(tmp_path) == []
