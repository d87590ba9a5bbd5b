"""What every page of the newsroom has, whichever template it comes from."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from extensions import db
from models.base import transaction
from models.stories.article import Article
from models.stories.draft import current_content, lock_story, save_draft
from tests.conftest import START
from tests.conventions.routes import DESK_GETS, OPEN_GETS
from tests.newsroom import Desk, make_editor, sign_in
from tests.some import some

# They answer with data or part of a page, or redirect.
NO_PAGES = {
    "admin.pictures.metadata.arrivals": 404,  # of no picture
    "admin.stories.media_embeds.show": 422,  # no address was given
}
ODD = ["\0", "%ff%fe", "' OR 1=1--", "-1", "9" * 400, "\u202e", "{{7*7}}"]
NAMES = ("q", "after", "before", "state", "page", "region", "kind", "against", "id")
PERMISSIONS = {
    name: path
    for name, path in OPEN_GETS.items()
    if path.startswith("/admin") and not path.endswith("nonsense")
}
each_address = pytest.mark.parametrize("address", DESK_GETS.values(), ids=DESK_GETS)


@pytest.fixture(scope="module")
def newsroom(magazine: Flask) -> Flask:
    """With one of everything."""
    with magazine.app_context():
        _write_something()
        db.session.remove()
    return magazine


@pytest.fixture
def desk(newsroom: Flask) -> Desk:
    """A client that may do everything."""
    with newsroom.app_context():
        desk = sign_in(newsroom, make_editor("administrator"))
        db.session.remove()
    return desk


def _write_something() -> None:
    story = db.session.get_one(Article, 1)
    content = current_content(story)
    with transaction():
        locked = lock_story(1)
        assert locked
        save_draft(locked, content, based_on=0, editor=None, now=START, kind="saved")


@pytest.mark.parametrize("name", DESK_GETS)
def test_page_of_the_newsroom_answers(desk: Desk, name: str) -> None:
    answer = desk.get(DESK_GETS[name])
    assert answer.status_code == NO_PAGES.get(name, 200)
    assert answer.cache_control.no_store
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "address", (DESK_GETS | PERMISSIONS).values(), ids=DESK_GETS | PERMISSIONS
)
def test_nothing_is_inline_and_ids_are_there_once(desk: Desk, address: str) -> None:
    answer = desk.get(address)
    if "sandbox" in answer.headers["Content-Security-Policy"]:
        return  # mail, which has its styles inline and runs nothing
    page = BeautifulSoup(answer.text, "html.parser")
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
def test_page_has_one_h1_and_skips_no_level(desk: Desk, address: str) -> None:
    page = BeautifulSoup(desk.get(address).text, "html.parser")
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
def test_invalid_parameters_are_no_server_error(desk: Desk, address: str) -> None:
    for odd in ODD:
        answer = desk.get(address, query_string=dict.fromkeys(NAMES, odd))
        assert answer.status_code < 500, odd


@each_address
def test_form_that_posts_carries_a_token(desk: Desk, address: str) -> None:
    page = BeautifulSoup(desk.get(address).text, "html.parser")
    if not page.select("body.desk"):
        return
    for form in some(page.select("form[method=post][action^='/admin']")):
        assert form.select("[name=csrf_token]"), form.get("action")


@each_address
def test_link_of_the_newsroom_works(desk: Desk, address: str) -> None:
    page = BeautifulSoup(desk.get(address).text, "html.parser")
    if not page.select("body.desk"):
        return
    links = {str(a["href"]).partition("#")[0] for a in page.select("a[href^='/admin']")}
    for link in some(sorted(links)):
        answer = desk.get(link)
        assert answer.status_code in (200, 302), link
