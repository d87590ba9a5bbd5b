"""Written text has its own direction, whatever the page's."""

from dataclasses import fields, replace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.pictures.picture import Picture
from models.setting import read_newsroom, write_newsroom
from models.staff.audit_entry import AuditEntry
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.correction import Correction
from models.stories.revision import Revision
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic
from tests import factories as make
from tests.conftest import START
from tests.conventions.routes import DESK_GETS, PUBLIC
from tests.newsroom import Desk, make_editor, sign_in
from web.site.direction import direction

BACKENDS = ("sqlite",)
ALEF = "אב"
COLUMNS: dict[Any, tuple[str, ...]] = {
    Article: ("headline", "dek", "note"),
    Region: ("name", "description"),
    Topic: ("name", "description"),
    Contributor: ("name", "role", "biography"),
    Picture: ("caption", "credit", "file_name"),
    Correction: ("text",),
    Revision: ("name", "editor_name"),
    Newsletter: ("name",),
    NewsletterIssue: ("subject",),
    StaffMember: ("name",),
}
ABOUT = (
    *("name", "tagline", "description", "footer", "newsletter_pitch"),
    *("newsletter_name", "briefs_name", "article_name"),
)
FIELDS = (
    "textarea:not([hidden]), input:not([type]), input[type=text], input[type=search]"
)
NOT_SHOWN = ("script", "style", "title", "option", "textarea")
each_address = pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC)


@pytest.fixture(scope="module")
def hebrew(magazine: Flask) -> Flask:
    """The magazine with Hebrew in every written text."""
    with magazine.app_context():
        with transaction():
            for model, names in COLUMNS.items():
                for row in db.session.scalars(select(model)).all():
                    for name in names:
                        setattr(row, name, in_hebrew(getattr(row, name)))
        logged = dict.fromkeys(("editor_name", "subject_name", "detail"), ALEF)
        make.keep(AuditEntry(at=START, action="publish", **logged))
        newsroom = read_newsroom()
        here = {f.name for f in fields(newsroom)} & set(ABOUT)
        words: dict[str, Any] = {
            name: in_hebrew(getattr(newsroom, name)) for name in here
        }
        with transaction():
            write_newsroom(replace(newsroom, language="he", **words))
        db.session.remove()
    return magazine


@pytest.fixture(scope="module")
def desk(hebrew: Flask) -> Desk:
    """Somebody who may do everything."""
    with hebrew.app_context():
        desk = sign_in(hebrew, make_editor("administrator", name=ALEF))
        db.session.remove()
    return desk


def in_hebrew(text: str) -> str:
    """Puts Hebrew into each paragraph, if it is HTML."""
    if not text:
        return text
    return text.replace("<p>", f"<p>{ALEF} ") if "<" in text else f"{ALEF} {text}"


def undirected(html: str) -> list[str]:
    """Hebrew text without an element around it that gives it a direction."""
    page = BeautifulSoup(html, "html.parser")
    body = page.body or page
    found = [text for text in body.find_all(string=True) if ALEF in text]
    return [str(text.parent) for text in found if is_shown(text) and not is_set(text)]


def root_of(html: str) -> Tag | None:
    return BeautifulSoup(html, "html.parser").html


def is_shown(text: NavigableString) -> bool:
    return text.find_parent(NOT_SHOWN) is None


def is_set(text: NavigableString) -> bool:
    around = [one for one in text.parents if one.name not in ("html", "body")]
    return any(one.name == "bdi" or "dir" in one.attrs for one in around)


@each_address
def test_written_text_has_its_own_direction(hebrew: Flask, address: str) -> None:
    sent = hebrew.test_client().get(address)
    html = sent.text if sent.mimetype == "text/html" else ""
    assert undirected(html) == []


@pytest.mark.parametrize("address", DESK_GETS.values(), ids=DESK_GETS)
def test_newsroom_gives_written_text_its_own_direction(
    desk: Desk, address: str
) -> None:
    sent = desk.get(address)
    html = sent.text if sent.mimetype == "text/html" else ""
    page = BeautifulSoup(html, "html.parser")
    for spoken in page.select(".visually-hidden"):
        spoken.decompose()  # which has no direction
    assert undirected(str(page)) == []
    assert [
        tag for tag in page.select(FIELDS) if holds(tag) and not tag.get("dir")
    ] == []


def holds(field: Tag) -> bool:
    return ALEF in str(field.get("value", "")) + field.get_text()


def test_page_runs_in_the_direction_of_its_language(hebrew: Flask) -> None:
    pages = [hebrew.test_client().get(address) for address in PUBLIC.values()]
    roots = [root_of(page.text) for page in pages if page.mimetype == "text/html"]
    assert {(root["lang"], root["dir"]) for root in roots if root} == {("he", "rtl")}


def test_newsroom_runs_in_the_direction_of_english(reader: FlaskClient) -> None:
    root = root_of(reader.get("/admin/login").text)
    assert root
    assert (root["lang"], root["dir"]) == ("en", "ltr")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *(("ar", "rtl"), ("he-IL", "rtl"), ("ur", "rtl"), ("az-Arab", "rtl")),
        *(("en", "ltr"), ("pa", "ltr"), ("ku-Latn", "ltr"), ("ar-Latn", "ltr")),
        ("", "ltr"),
    ],
)
def test_direction_follows_script_and_language(tag: str, expected: str) -> None:
    assert direction(tag) == expected
