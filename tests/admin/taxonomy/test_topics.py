"""Topics have unique names, can be searched, and are not deleted while in use."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition import Edition
from models.fingerprint import columns_of, fingerprint
from models.staff.audit_entry import AuditEntry
from models.taxonomy.topic import Topic
from tests.factories import make_article, make_topic
from tests.newsroom import Desk

LIST = "/admin/topics/"


def sent(topic: Topic | None = None, **given: str) -> dict[str, str]:
    """The form of an existing row, or of a new one."""
    if topic is None:
        return {"name": "Rivers", "slug": "", "description": "", **given}
    now = {"name": topic.name, "slug": topic.slug, "description": ""}
    return {**now, "version": fingerprint(columns_of(topic)), **given}


def topics() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Topic.name, Topic.slug).order_by(Topic.id))
    found = [(row.name, row.slug) for row in rows]
    db.session.rollback()
    return found


def names(html: str) -> list[str]:
    page = BeautifulSoup(html, "html.parser")
    return [tag.get_text(strip=True) for tag in page.select(".table__main")]


def test_topic_is_created_with_a_slug_from_its_name(desk: Desk) -> None:
    text = "On *water*.\n\nAnd [more](https://example.com)."
    answer = desk.post(LIST, data=sent(name="Größe & Maß", description=text))
    assert answer.headers["Location"] == LIST
    assert topics() == [("Größe & Maß", "grosse-mass")]
    make_article(topics=[db.session.scalars(select(Topic)).one()])
    page = desk.get("/topics/grosse-mass").text
    assert '<p dir="auto">On <em>water</em>.</p>' in page
    assert 'href="https://example.com"' in page


def test_form_shows_the_text_as_it_was_typed(desk: Desk) -> None:
    desk.post(LIST, data=sent(description="On *water*.\r\n\r\nMore."))
    topic = db.session.scalars(select(Topic)).one()
    page = BeautifulSoup(desk.get(f"{LIST}{topic.id}").text, "html.parser")
    area = page.select_one("#description")
    assert area
    assert area.get_text().strip() == "On *water*.\n\nMore."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": " "}, "Enter a name."),
        ({"name": "x" * 201}, "Use at most 200 characters. This has 201"),
        ({"slug": "Not a slug"}, "example “not-a-slug”"),
        ({"slug": "x" * 201}, "Use at most 200"),
        ({"description": "x" * 20_001}, "at most 20000 characters"),
        ({"description": "![x](y.jpg)"}, "This text cannot contain pictures"),
        ({"description": "<b>" * 3000 + "x"}, "nested too deeply"),
    ],
)
def test_invalid_input_is_explained_and_kept(
    desk: Desk, given: dict[str, Any], message: str
) -> None:
    answer = desk.post(LIST, data=sent(**given))
    assert answer.status_code == 422
    assert message in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert topics() == []
    kept = given.get("name", "Rivers").strip().replace("\0", "\ufffd")[:50]
    page = BeautifulSoup(answer.text, "html.parser")
    field = page.select_one("#name")
    assert field
    assert str(field["value"])[:50].replace("\0", "\ufffd") == kept


def test_name_loses_invisible_characters(desk: Desk) -> None:
    desk.post(LIST, data=sent(name=" a\0 b\n\tc\u00a0d\u202f?\u202e "))
    assert [name for name, _ in topics()] == ["a b c\u00a0d\u202f?\u202e"]


def test_raw_html_is_cleaned(desk: Desk) -> None:
    desk.post(LIST, data=sent(description="<script>x()</script><p onclick=x()>Hi</p>"))
    assert db.session.scalars(select(Topic.description)).one() == "<p>Hi</p>\n"


@pytest.mark.parametrize(
    "given", [{"name": "RIVERS"}, {"name": "Other", "slug": "rivers"}]
)
def test_name_and_slug_are_unique(desk: Desk, given: dict[str, Any]) -> None:
    make_topic("Rivers")
    answer = desk.post(LIST, data=sent(**given))
    assert answer.status_code == 422
    assert "nother topic" in answer.text
    assert len(topics()) == 1


def test_race_for_a_slug_is_no_server_error(signed_in: Callable[..., Desk]) -> None:
    desks = [signed_in() for _ in range(4)]
    db.session.rollback()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda desk: desk.post(LIST, data=sent()), desks))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    assert topics() == [("Rivers", "rivers")]


def test_changed_slug_leaves_a_redirect(desk: Desk) -> None:
    topic = make_topic("Rivers")
    make_article(topics=[topic])
    address = f"{LIST}{topic.id}"
    assert desk.post(address, data=sent(topic, slug="streams")).status_code == 303
    assert desk.get("/topics/rivers").headers["Location"] == "/topics/streams"
    again = db.session.get_one(Topic, topic.id, populate_existing=True)
    desk.post(address, data=sent(again, slug="rivers"))
    assert desk.get("/topics/rivers").status_code == 200
    assert desk.get("/topics/streams").headers["Location"] == "/topics/rivers"


def test_conflicting_changes_are_shown(desk: Desk) -> None:
    topic = make_topic("Rivers")
    mine = sent(topic, name="Lakes")
    address = f"{LIST}{topic.id}"
    desk.post(address, data=sent(topic, name="Streams"))
    answer = desk.post(address, data=mine)
    assert answer.status_code == 409
    assert "Streams" in answer.text
    assert 'value="Lakes"' in answer.text
    page = BeautifulSoup(answer.text, "html.parser")
    version = page.select_one("[name=version]")
    assert version
    desk.post(address, data={**mine, "version": version["value"]})
    assert topics() == [("Lakes", "rivers")]


def test_change_makes_an_edition_and_an_entry(desk: Desk) -> None:
    topic = make_topic("Rivers")
    before = db.session.scalar(select(Edition.number))
    address = f"{LIST}{topic.id}"
    desk.post(address, data=sent(topic))
    assert db.session.scalars(select(AuditEntry)).all() == []
    desk.post(address, data=sent(topic, name="Streams"))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_name) == ("change", "Streams")
    assert entry.detail == "name: “Rivers” → “Streams”"
    assert db.session.scalar(select(Edition.number)) == (before or 0) + 1


def test_used_topic_is_not_deleted(desk: Desk) -> None:
    topic = make_topic("Rivers")
    make_article(headline="The Nile", topics=[topic], status="draft", published_at=None)
    answer = desk.post(f"{LIST}{topic.id}/deletion")
    assert answer.status_code == 409
    assert "1 story uses it" in " ".join(answer.text.split())
    assert "The Nile" in answer.text
    assert topics() == [("Rivers", "rivers")]


def test_unused_topic_is_deleted(desk: Desk) -> None:
    address = f"{LIST}{make_topic('Rivers').id}"
    answer = desk.post(f"{address}/deletion")
    assert answer.headers["Location"] == LIST
    assert topics() == []
    assert desk.get(address).status_code == 404
    assert db.session.scalars(select(AuditEntry.action)).all() == ["delete"]


def test_list_is_searched_without_case_and_accents(desk: Desk) -> None:
    for name in ("Übergänge", "Rivers", "Lakes of rivers"):
        make_topic(name)
    assert names(desk.get(f"{LIST}?q=UBERgange").text) == ["Übergänge"]
    assert names(desk.get(f"{LIST}?q=of+RIV").text) == ["Lakes of rivers"]
    nothing = desk.get(f"{LIST}?q=nothing").text
    assert "No topics match" in nothing


def test_list_counts_stories_and_leads_to_them(desk: Desk) -> None:
    rivers, lakes = make_topic("Rivers"), make_topic("Lakes")
    for _ in range(2):
        make_article(topics=[rivers])
    make_article(topics=[lakes, rivers])
    page = desk.get(LIST).text
    assert "3 stories" in page
    assert "1 story" in page
    found = desk.get(f"/admin/articles/?topic={lakes.slug}").text
    assert found.count("stories__headline") == 1


def test_long_list_has_pages(desk: Desk) -> None:
    with transaction():
        db.session.add_all(
            Topic(name=f"Topic {n:03}", slug=f"topic-{n}") for n in range(120)
        )
    first, last = desk.get(LIST).text, desk.get(f"{LIST}?page=99").text
    assert (len(names(first)), len(names(last))) == (50, 20)
    assert "Page 1 of 3" in first
    assert "Page 3 of 3" in last
    assert names(desk.get(f"{LIST}?page=x").text)[0] == "Topic 000"


def test_empty_list_says_what_a_topic_is(desk: Desk) -> None:
    assert "No topics yet" in desk.get(LIST).text


@pytest.mark.parametrize("path", [LIST, f"{LIST}new"])
def test_contributors_have_no_topics(signed_in: Callable[..., Desk], path: str) -> None:
    writer = signed_in("contributor")
    assert writer.get(path).status_code == 403
    assert writer.post(LIST, data=sent()).status_code == 403


def test_form_requires_a_csrf_token(desk: Desk) -> None:
    assert desk.post(LIST, data=sent(), csrf=False).status_code == 400
    assert topics() == []


def test_fingerprint_depends_only_on_the_stored_values() -> None:
    at = datetime.fromisoformat("2026-11-24T09:00:00+00:00")
    assert fingerprint({"a": 1, "b": at}) == fingerprint({"b": at, "a": 1})
    assert fingerprint([1]) != fingerprint([2])


def test_name_is_created_while_somebody_writes(desk: Desk) -> None:
    answer = desk.post(f"{LIST}names", data={"name": " Sea\u00a0ice "})
    assert (answer.status_code, answer.json) == (201, {"name": "Sea\u00a0ice"})
    assert topics() == [("Sea\u00a0ice", "sea-ice")]
    again = desk.post(f"{LIST}names", data={"name": "SEA\u00a0ICE"})
    assert again.status_code == 422
    assert "There is already a topic" in again.text
    assert desk.post(f"{LIST}names", data={}).status_code == 422


def test_name_is_not_created_by_contributors(signed_in: Callable[..., Desk]) -> None:
    answer = signed_in("contributor").post(f"{LIST}names", data={"name": "Ice"})
    assert answer.status_code == 403
    assert topics() == []
