"""The home screen shows each member what concerns them, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from extensions import db
from models.base import transaction
from models.newsletter.subscriber import Subscriber
from models.setting import Newsroom, write_newsroom
from models.staff.message import Message
from models.staff.staff_member import Passkey, StaffMember
from models.statistics.read_count import add_reads
from models.stories.article import Article
from tests.conftest import Clock
from tests.factories import (
    keep,
    make_article,
    make_contributor,
    make_picture,
    make_region,
)
from tests.lines import one_line
from tests.newsroom import Desk, make_editor

HERE = "/admin/"


def piles(desk: Desk) -> dict[str, list[str]]:
    """The headlines by section title, without the count."""
    page = BeautifulSoup(desk.get(HERE).text, "html.parser")
    found = {}
    for section in page.select("section.pile"):
        title = next(section.select_one("h2").stripped_strings)  # type: ignore[union-attr]
        links = section.select(".pile__headline, .read__headline")
        found[title] = [link.get_text(strip=True) for link in links]
    return found


def troubles(desk: Desk) -> list[str]:
    page = BeautifulSoup(desk.get(HERE).text, "html.parser")
    return [tag.get_text(strip=True) for tag in page.select(".troubles p")]


def steps(desk: Desk) -> list[str]:
    page = BeautifulSoup(desk.get(HERE).text, "html.parser")
    return [" ".join(tag.get_text(" ").split()[1:]) for tag in page.select(".step")]


def unpublished(headline: str, status: str = "draft", **given: object) -> Article:
    return make_article(headline=headline, status=status, published_at=None, **given)


def test_editor_sees_what_was_submitted_the_oldest_first(
    desk: Desk, clock: Clock
) -> None:
    tom = make_editor("contributor", name="Tom Wierzba")
    for hours, headline in ((1, "Young"), (5, "Old")):
        at = clock.now - timedelta(hours=hours)
        unpublished(headline, "submitted", submitted_at=at, owner_id=tom.id)
    assert piles(desk)["To review"] == ["Old", "Young"]
    assert "Tom Wierzba" in desk.get(HERE).text


def test_contributor_sees_their_own_and_no_others(
    signed_in: Callable[..., Desk],
) -> None:
    me, other = signed_in("contributor"), signed_in("contributor")
    mine: dict[str, Any] = {"owner_id": me.editor_id}
    unpublished("Sent back", note="Too <b>long</b>.", **mine)
    unpublished("Draft", **mine)
    unpublished("Waiting", "submitted", **mine)
    unpublished("Not mine", owner_id=other.editor_id)
    unpublished("Not mine either", "submitted", owner_id=other.editor_id)
    found = piles(me)
    assert found["Sent back to you"] == ["Sent back"]
    assert found["Your drafts"] == ["Draft"]
    assert found["With the editors"] == ["Waiting"]
    page = me.get(HERE).text
    assert "Too &lt;b&gt;long&lt;/b&gt;." in page
    assert "Not mine" not in page


def test_byline_makes_a_story_mine(signed_in: Callable[..., Desk]) -> None:
    writer = make_contributor("Ana Reyes")
    ana = signed_in("contributor", contributor_id=writer.id)
    unpublished("About Lima", contributors=[writer])
    assert piles(ana)["Your drafts"] == ["About Lima"]


def test_scheduled_stories_are_in_order(desk: Desk, clock: Clock) -> None:
    for hours, headline in ((30, "Tomorrow’s"), (3, "Today’s"), (-1, "Past")):
        at = clock.now + timedelta(hours=hours)
        make_article(headline=headline, published_at=at)
    assert piles(desk)["Coming up"] == ["Today’s", "Tomorrow’s"]
    page = BeautifulSoup(desk.get(HERE).text, "html.parser")
    times = [" ".join(tag.get_text(" ").split()) for tag in page.select(".due__time")]
    assert times == ["12:00 Today", "15:00 Tomorrow"]


def test_today_is_in_the_newsrooms_zone(desk: Desk, clock: Clock) -> None:
    with transaction():
        write_newsroom(Newsroom(time_zone="Pacific/Auckland"))
    make_article(published_at=clock.now + timedelta(hours=3))
    page = desk.get(HERE).text
    assert "Tomorrow" in page
    assert "Monday, 23 November 2026, 22:00" in one_line(page)
    assert "Good evening" in page


def test_contributor_sees_only_their_own_scheduled_stories(
    signed_in: Callable[..., Desk], clock: Clock
) -> None:
    me = signed_in("contributor")
    later = clock.now + timedelta(hours=3)
    make_article(headline="Mine", published_at=later, owner_id=me.editor_id)
    make_article(headline="Secret", published_at=later)
    assert piles(me)["Coming up"] == ["Mine"]


def test_most_read_of_seven_days(desk: Desk, clock: Clock) -> None:
    for slug in ("first", "second", "old", "gone"):
        make_article(slug=slug, headline=slug.title())
    add_reads({"first": 30, "second": 15, "gone": 99}, clock.now)
    add_reads({"old": 500}, clock.now - timedelta(days=7))
    with transaction():
        db.session.query(Article).filter_by(slug="gone").one().withdraw()
    assert piles(desk)["Most read"] == ["First", "Second"]
    page = BeautifulSoup(desk.get(HERE).text, "html.parser")
    assert [rect["width"] for rect in page.select(".read__bar rect")] == ["100", "50"]


def test_unpublished_changes_are_listed(desk: Desk) -> None:
    article = make_article(headline="The Rhine", slug="the-rhine")
    address = f"/admin/articles/{article.id}"
    page = BeautifulSoup(desk.get(address).text, "html.parser")
    fields = {
        str(f["name"]): str(f.get("value", "")) for f in page.select("#story input")
    }
    texts = {str(f["name"]): f.get_text() for f in page.select("#story textarea")}
    form = {**fields, **texts, "kind": "article", "dek": "Another."}
    assert desk.post(address, data=form).status_code == 303
    assert piles(desk)["Unpublished changes"] == ["The Rhine"]


def test_long_lists_show_how_many_more_there_are(desk: Desk) -> None:
    for number in range(8):
        unpublished(f"Draft {number}", "submitted")
    page = desk.get(HERE).text
    assert "And 2 more" in one_line(page)
    assert len(piles(desk)["To review"]) == 6


def test_scheduled_story_with_problems_is_reported(desk: Desk, clock: Clock) -> None:
    later = clock.now + timedelta(hours=3)
    make_article(headline="Without a region", published_at=later)
    found = troubles(desk)
    assert len(found) == 1
    assert "“Without a region” is scheduled for 23 Nov 2026, 12:00" in found[0]


def test_failed_pictures_are_reported(desk: Desk, clock: Clock) -> None:
    make_picture(failure="This picture cannot be read.")
    make_picture(uploaded_at=clock.now - timedelta(hours=1))
    make_picture(uploaded_at=clock.now)
    assert troubles(desk) == [
        "1 picture could not be processed.",
        "1 picture not processed for 15 minutes. Is the worker running?",
    ]


def test_failed_mail_is_reported_to_administrators(
    signed_in: Callable[..., Desk], clock: Clock
) -> None:
    chief, editor = signed_in("administrator"), signed_in("editor")
    ana = make_editor("contributor", email="ana@example.com")
    with transaction():
        owner = db.session.get_one(StaffMember, ana.id)
        message = Message.to(owner, "invitation", "Welcome", clock.now)
        db.session.add(message)
        db.session.flush()
        message.fail("550 no such mailbox", clock.now)
    keep(
        Subscriber(
            email="a@example.com",
            address_key="a@example.com",
            nonce="x",
            asked_at=clock.now,
            confirmation_due=True,
            failures=2,
        )
    )
    assert troubles(editor) == []
    messages = troubles(chief)
    assert messages[0].startswith(
        "A mail to ana@example.com has not gone out yet: 550 no"
    )
    assert "1 confirmation of the newsletter" in messages[1]


def test_strangers_addresses_are_not_shown(
    signed_in: Callable[..., Desk], clock: Clock
) -> None:
    keep(
        Message(
            kind="reset",
            recipient="stranger@example.com",
            subject="x",
            made_at=clock.now,
            failure="no",
        )
    )
    assert troubles(signed_in("administrator")) == []


def test_account_with_only_a_password_gets_advice(
    signed_in: Callable[..., Desk], clock: Clock
) -> None:
    me = signed_in()
    assert "Only a password protects your account" in me.get(HERE).text
    naive = clock.now.replace(tzinfo=None)
    keep(
        Passkey(
            user_id=me.editor_id,
            credential_id=b"1",
            public_key=b"2",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=naive,
            name="Key",
            usage="first",
        )
    )
    assert "Only a password protects your account" not in me.get(HERE).text


def test_new_newsroom_shows_its_first_steps(
    signed_in: Callable[..., Desk],
) -> None:
    chief = signed_in("administrator")
    assert steps(chief) == [
        "Name the magazine",
        "Invite your colleagues",
        "Create the first region",
        "Write the first story",
    ]
    with transaction():
        write_newsroom(Newsroom(name="The Bearing"))
    make_region("Europe")
    assert steps(chief) == [
        "Name the magazine (done)",
        "Invite your colleagues",
        "Create the first region (done)",
        "Write the first story",
    ]
    assert steps(signed_in("contributor")) == ["Write the first story"]
    make_article()
    assert steps(chief) == []


@pytest.mark.parametrize("role", ["contributor", "editor", "administrator"])
def test_empty_newsroom_shows_messages(
    signed_in: Callable[..., Desk], role: str
) -> None:
    page = signed_in(role, name="Ana Reyes").get(HERE).text
    assert "Good morning, Ana" in page
    assert "Nothing is scheduled." in page
    assert "You have no drafts." in page
    assert "New story" in page


def test_menu_shows_only_what_the_member_may_open(
    signed_in: Callable[..., Desk],
) -> None:
    for role in ("contributor", "editor", "administrator"):
        desk = signed_in(role)
        page = BeautifulSoup(desk.get(HERE).text, "html.parser")
        links = [str(link["href"]) for link in page.select(".desk__links a")]
        assert len(links) > 3
        assert {desk.get(link).status_code for link in links} == {200}
        here = page.select(".desk__links [aria-current]")
        assert [link["href"] for link in here] == [HERE]


def test_new_story_is_one_click_away(desk: Desk) -> None:
    answer = desk.post("/admin/articles/")
    assert answer.headers["Location"].startswith("/admin/articles/")
    assert piles(desk)["Your drafts"] == ["Untitled"]


def test_advice_about_passwords_is_shown_once(desk: Desk) -> None:
    assert desk.get(HERE).text.count("Only a password protects your account") == 1
