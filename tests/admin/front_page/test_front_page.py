"""Editors arrange the front page, and no arrangement is lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.edition import Edition
from models.fingerprint import fingerprint
from models.front_page import FrontPagePlace, FrontPageSlot, read_arrangement
from models.setting import Newsroom, write_newsroom
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from tests.conftest import Clock
from tests.factories import keep, make_article
from tests.lines import one_line
from tests.newsroom import Desk

PAGE = "/admin/front-page/"
TRY = "/admin/front-page/rearrangement"
UNDO = "/admin/front-page/restoration"


def form(*places: Article | None, **more: str) -> dict[str, object]:
    """The form for these stories in their places, without expiry times."""
    ids = [str(article.id) if article else "" for article in places]
    ids += [""] * (5 - len(ids))
    sent: dict[str, object] = {"article": ids, "until": [""] * 5, "kept": [""] * 5}
    return {**sent, "version": version(), **more}


def version() -> str:
    found = fingerprint(read_arrangement())
    db.session.rollback()
    return found


def stored() -> dict[int, str]:
    db.session.rollback()
    slots = db.session.scalars(select(FrontPageSlot).order_by(FrontPageSlot.position))
    found = {slot.position: slot.article.slug for slot in slots}
    db.session.rollback()
    return found


def edition() -> int:
    db.session.rollback()
    number = db.session.scalar(select(Edition.number)) or 0
    db.session.rollback()
    return number


def leading(desk: Desk) -> list[str]:
    page = BeautifulSoup(desk.get("/").text, "html.parser")
    return [str(a["href"])[10:] for a in page.select(".leading .card__headline a")]


def shown(html: str) -> list[str]:
    """The headlines by place; "" for an empty place."""
    page = BeautifulSoup(html, "html.parser")
    found = []
    for place in page.select("[data-place]"):
        headline = place.select_one(".place__headline")
        found.append(headline.get_text(strip=True) if headline else "")
    return found


@pytest.fixture
def stories() -> list[Article]:
    """a, b … h: later ones are newer."""
    return [make_article(slug=letter, headline=letter.upper()) for letter in "abcdefgh"]


def test_arrangement_is_what_readers_see(desk: Desk, stories: list[Article]) -> None:
    a, b, c, d, e, *_ = stories
    before = edition()
    answer = desk.post(PAGE, data=form(e, b, a, d, c))
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert leading(desk) == ["e", "b", "a", "d", "c"]
    assert edition() == before + 1


def test_empty_place_shows_the_newest_story(desk: Desk, stories: list[Article]) -> None:
    a, b, *_ = stories
    desk.post(PAGE, data=form(None, a, None, b))
    assert leading(desk) == ["h", "a", "g", "b", "f"]
    page = desk.get(PAGE).text
    assert shown(page) == ["", "A", "", "B", ""]
    falls_back = re.findall(r"Newest story: <bdi>(\w)", page)
    assert falls_back == ["H", "G", "F"]


def test_place_expires_and_falls_back(
    desk: Desk, stories: list[Article], clock: Clock
) -> None:
    a, b, *_ = stories
    keep(
        FrontPageSlot(position=0, article=a, expires_at=clock.now + timedelta(hours=1))
    )
    keep(FrontPageSlot(position=1, article=b))
    assert leading(desk)[:2] == ["a", "b"]
    clock.advance(hours=1)
    assert leading(desk)[:2] == ["h", "b"]
    assert "Expired" in desk.get(PAGE).text


def test_times_are_in_the_newsrooms_zone(desk: Desk, stories: list[Article]) -> None:
    with transaction():
        write_newsroom(Newsroom(time_zone="Pacific/Auckland"))
    sent = form(stories[0])
    sent["until"] = ["2026-11-25T09:30", *[""] * 4]
    assert desk.post(PAGE, data=sent).status_code == 303
    place = read_arrangement()[0]
    assert place.expires_at == datetime.fromisoformat("2026-11-24T20:30+00:00")
    assert 'value="2026-11-25T09:30"' in desk.get(PAGE).text


def test_unchanged_time_keeps_its_seconds(
    desk: Desk, stories: list[Article], clock: Clock
) -> None:
    end = clock.now + timedelta(hours=3, seconds=17)
    keep(FrontPageSlot(position=0, article=stories[0], expires_at=end))
    page = BeautifulSoup(desk.get(PAGE).text, "html.parser")
    sent = form(stories[0], stories[1])
    for name in ("until", "kept"):
        sent[name] = [str(tag["value"]) for tag in page.select(f"[name={name}]")]
    assert desk.post(PAGE, data=sent).status_code == 303
    assert read_arrangement()[0] == FrontPagePlace(stories[0].id, end)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-11-22T10:00", "This time is in the past"),
        ("tomorrow", "Enter a day and a time"),
        ("2026-02-31T10:00", "Enter a day and a time"),
        ("2027-03-28T02:30", "This time does not exist"),
    ],
)
def test_invalid_time_is_refused_and_kept(
    desk: Desk, stories: list[Article], typed: str, message: str
) -> None:
    with transaction():
        write_newsroom(Newsroom(time_zone="Europe/Paris"))
    sent = form(stories[0])
    sent["until"] = [typed, *[""] * 4]
    answer = desk.post(PAGE, data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'value="{typed}"' in answer.text
    assert stored() == {}


def test_story_cannot_appear_twice(desk: Desk, stories: list[Article]) -> None:
    answer = desk.post(PAGE, data=form(stories[0], stories[0]))
    assert answer.status_code == 422
    assert "appears twice" in answer.text
    assert stored() == {}


def test_second_arrangement_does_not_overwrite_the_first(
    signed_in: Callable[..., Desk], stories: list[Article]
) -> None:
    a, b, c, *_ = stories
    mine = form(a, b)
    first, second = signed_in(), signed_in()
    assert first.post(PAGE, data=form(c)).status_code == 303
    answer = second.post(PAGE, data=mine)
    assert answer.status_code == 409
    assert "Readers now see: 1. “C”" in one_line(answer.text)
    assert shown(answer.text)[:2] == ["A", "B"]
    assert stored() == {0: "c"}
    again = BeautifulSoup(answer.text, "html.parser").select_one("[name=version]")
    assert again
    assert (
        second.post(PAGE, data={**mine, "version": again["value"]}).status_code == 303
    )
    assert stored() == {0: "a", 1: "b"}


def test_one_of_many_simultaneous_saves_wins(
    signed_in: Callable[..., Desk], stories: list[Article]
) -> None:
    desks = [signed_in() for _ in range(4)]
    forms = [form(article) for article in stories[:4]]
    db.session.rollback()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda d, f: d.post(PAGE, data=f), desks, forms))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]


def test_undo_goes_back_and_forth(desk: Desk, stories: list[Article]) -> None:
    a, b, *_ = stories
    desk.post(PAGE, data=form(a))
    desk.post(PAGE, data=form(b, a))
    desk.post(UNDO, data={"version": version()})
    assert stored() == {0: "a"}
    before = edition()
    desk.post(UNDO, data={"version": version()})
    assert stored() == {0: "b", 1: "a"}
    assert edition() == before + 1


def test_undo_after_somebody_elses_change_is_refused(
    desk: Desk, stories: list[Article]
) -> None:
    desk.post(PAGE, data=form(stories[0]))
    seen = version()
    desk.post(PAGE, data=form(stories[1]))
    desk.post(UNDO, data={"version": seen})
    assert stored() == {0: "b"}
    assert "Somebody else has changed the front page" in desk.get(PAGE).text


def test_undo_needs_a_previous_arrangement(desk: Desk) -> None:
    assert desk.post(UNDO, data={"version": version()}).status_code == 404
    assert "Undo" not in desk.get(PAGE).text


def test_undo_leaves_out_deleted_stories(desk: Desk, stories: list[Article]) -> None:
    a, b, *_ = stories
    desk.post(PAGE, data=form(a, b))
    desk.post(PAGE, data=form(b))
    with transaction():
        db.session.delete(db.session.get_one(Article, a.id))
    desk.post(UNDO, data={"version": version()})
    assert stored() == {1: "b"}


def test_deleted_story_leaves_its_place_to_the_newest(
    desk: Desk, stories: list[Article]
) -> None:
    a, b, *_ = stories
    sent = form(a, b)
    desk.post(PAGE, data=sent)
    with transaction():
        db.session.delete(db.session.get_one(Article, a.id))
    assert leading(desk)[:2] == ["h", "b"]
    assert shown(desk.get(PAGE).text)[:2] == ["", "B"]
    assert desk.post(PAGE, data={**sent, "version": version()}).status_code == 303
    assert stored() == {1: "b"}


def test_story_that_is_not_public_is_marked_and_waits(
    desk: Desk, stories: list[Article], clock: Clock
) -> None:
    coming = make_article(
        slug="coming", headline="Z", published_at=clock.now + timedelta(days=1)
    )
    desk.post(PAGE, data=form(coming, stories[0], stories[1]))
    with transaction():
        db.session.get_one(Article, stories[0].id).withdraw()
    page = desk.get(PAGE).text
    assert shown(page)[:3] == ["Z", "A", "B"]
    assert "Until then: <bdi>H" in page
    assert "Shown instead: <bdi>G" in page
    assert leading(desk)[:3] == ["h", "g", "b"]
    clock.advance(days=1)
    assert leading(desk)[:3] == ["coming", "h", "b"]


def test_unchanged_arrangement_makes_no_edition(
    desk: Desk, stories: list[Article]
) -> None:
    desk.post(PAGE, data=form(stories[0]))
    before = edition()
    desk.post(PAGE, data=form(stories[0]))
    assert edition() == before


def test_emptied_front_page_makes_an_edition(
    desk: Desk, stories: list[Article]
) -> None:
    desk.post(PAGE, data=form(stories[0]))
    desk.post(UNDO, data={"version": version()})
    desk.post(UNDO, data={"version": version()})
    before = edition()
    desk.post(PAGE, data=form())
    assert (edition(), leading(desk)[0]) == (before + 1, "h")


def test_arranging_is_logged(desk: Desk, stories: list[Article]) -> None:
    desk.post(PAGE, data=form(stories[0]))
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.action == "arrange the front page"
    assert "1. “A”, 2. the newest" in entry.detail


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("up:1", ["B", "A", "C", "", ""]),
        ("down:0", ["B", "A", "C", "", ""]),
        ("lead:2", ["C", "A", "B", "", ""]),
        ("empty:0", ["", "B", "C", "", ""]),
        ("up:0", ["A", "B", "C", "", ""]),
        ("down:4", ["A", "B", "C", "", ""]),
        ("add:{h}", ["A", "B", "C", "H", ""]),
        ("add-lead:{h}", ["H", "A", "B", "C", ""]),
        ("add:{a}", ["A", "B", "C", "", ""]),
        ("nonsense", ["A", "B", "C", "", ""]),
        ("lead:99", ["A", "B", "C", "", ""]),
        ("up:-1", ["A", "B", "C", "", ""]),
    ],
)
def test_actions_work_without_scripts_and_store_nothing(
    desk: Desk, stories: list[Article], action: str, order: list[str]
) -> None:
    a, b, c, *_, h = stories
    action = action.format(a=a.id, h=h.id)
    answer = desk.post(TRY, data=form(a, b, c, action=action))
    assert answer.status_code == 200
    assert shown(answer.text) == order
    assert stored() == {}


def test_full_page_makes_room_at_its_end(desk: Desk, stories: list[Article]) -> None:
    f, _, h = stories[5:]
    data = form(*stories[:5], action=f"add-lead:{h.id}")
    assert shown(desk.post(TRY, data=data).text) == ["H", "A", "B", "C", "D"]
    data = form(*stories[:5], action=f"add:{f.id}")
    answer = desk.post(TRY, data=data).text
    assert shown(answer) == ["A", "B", "C", "D", "F"]
    assert "Added “F”: place 5. Removed “E”." in answer


def test_search_keeps_the_arrangement(desk: Desk, stories: list[Article]) -> None:
    make_article(headline="The lake that moves")
    make_article(headline="About us", kind="page")
    answer = desk.post(TRY, data=form(stories[2], q="LAKE"))
    page = BeautifulSoup(answer.text, "html.parser")
    found = [tag.get_text() for tag in page.select(".candidate__headline")]
    assert found == ["The lake that moves"]
    assert shown(answer.text)[0] == "C"


def test_preview_is_the_public_page_of_the_arrangement(
    desk: Desk, stories: list[Article]
) -> None:
    a, b, *_ = stories
    page = desk.get(f"/admin/front-page/preview?places=,{b.id},{a.id}")
    found = re.findall(r'card__headline"[^>]*>\s*<a href="/articles/(\w)"', page.text)
    assert found[:5] == ["h", "b", "a", "g", "f"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert stored() == {}


def test_preview_shows_a_later_moment(
    desk: Desk, stories: list[Article], clock: Clock
) -> None:
    coming = make_article(
        slug="z", headline="Z", published_at=clock.now + timedelta(days=1)
    )
    desk.post(PAGE, data=form(coming))
    later = int((clock.now + timedelta(days=2)).timestamp())
    assert 'href="/articles/z"' not in desk.get("/admin/front-page/preview").text
    after = desk.get(f"/admin/front-page/preview?places={coming.id}&at={later}")
    assert 'href="/articles/z"' in after.text
    expired = f"{stories[0].id}@{later - 10}"
    gone = desk.get(f"/admin/front-page/preview?places={expired}&at={later}").text
    assert gone.index('href="/articles/z"') < gone.index('href="/articles/h"')


@pytest.mark.parametrize(
    "query", ["places=x", "places=1@x", "at=x", "at=1e99", "at=9" * 9]
)
def test_preview_of_invalid_input_is_refused(desk: Desk, query: str) -> None:
    assert desk.get(f"/admin/front-page/preview?{query}").status_code == 400


def test_story_after_the_last_place_is_kept_in_reserve(
    desk: Desk, stories: list[Article]
) -> None:
    for position, article in enumerate(stories[:6]):
        keep(FrontPageSlot(position=position, article=article))
    assert shown(desk.get(PAGE).text) == ["A", "B", "C", "D", "E", "F"]
    with transaction():
        db.session.get_one(Article, stories[1].id).withdraw()
    assert leading(desk) == ["a", "f", "c", "d", "e"]


def test_contributors_cannot_arrange(signed_in: Callable[..., Desk]) -> None:
    writer = signed_in("contributor")
    assert writer.get(PAGE).status_code == 403
    assert writer.post(PAGE, data=form()).status_code == 403
    assert 'href="/admin/front-page/"' not in writer.get("/admin/").text
