"""Composing an issue with mouse, keyboard and without scripts, without losing text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.newsletter.contents import begin_issue
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from tests.browser.conftest import Trouble
from tests.browser.magazine import publish_many, settle
from tests.browser.site import Site, failing
from tests.browser.test_accessibility import all_faults
from tests.conftest import Clock
from tests.waiting import wait_until

STORIES = ["The three story", "The two story", "The one story"]


@pytest.fixture
def path(site: Site, clock: Clock) -> str:
    publish_many("three", "two", "one")
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        issue = begin_issue(newsletter, clock())
        db.session.flush()
        id_ = issue.id
    settle()
    return f"/admin/newsletter/issues/{id_}"


@pytest.fixture
def desk(enter: Callable[..., Page], path: str) -> Page:
    page = enter("editor", name="Ana Reyes")
    page.goto(path)
    return page


def issue() -> NewsletterIssue:
    settle()
    return db.session.scalars(select(NewsletterIssue)).one()


def stored_order() -> list[str]:
    return [item.article.headline for item in issue().items if item.article]


def places(page: Page) -> Locator:
    return page.locator("[data-place]")


def expect_order(page: Page, *names: str) -> None:
    expect(places(page)).to_have_count(len(names))
    for number, name in enumerate(names):
        expect(places(page).nth(number)).to_have_attribute("data-name", name)


def expect_saved(page: Page) -> None:
    expect(page.locator("form[data-unsaved]")).to_have_count(0)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")


def test_arrow_keys_on_the_handle_reorder_and_save(desk: Page) -> None:
    places(desk).nth(0).locator("[data-handle]").focus()
    desk.keyboard.press("ArrowDown")
    expect_order(desk, STORIES[1], STORIES[0], STORIES[2])
    expect(places(desk).nth(1).locator("[data-handle]")).to_be_focused()
    wait_until(lambda: stored_order() == [STORIES[1], STORIES[0], STORIES[2]])
    expect_saved(desk)


def test_story_is_dragged_by_its_handle(desk: Page) -> None:
    start = places(desk).nth(2).locator("[data-handle]").bounding_box()
    goal = places(desk).nth(0).bounding_box()
    assert start
    assert goal
    desk.mouse.move(start["x"] + 10, start["y"] + 10)
    desk.mouse.down()
    desk.mouse.move(goal["x"] + 40, goal["y"] + 40, steps=8)
    desk.mouse.move(goal["x"] + 40, goal["y"] + 4, steps=4)
    desk.mouse.up()
    wait_until(lambda: stored_order() == [STORIES[2], STORIES[0], STORIES[1]])


def test_buttons_move_without_losing_what_is_typed(desk: Page) -> None:
    desk.get_by_label("Subject").fill("Three stories")
    places(desk).nth(1).get_by_role("button", name="Move up").click()
    expect_order(desk, STORIES[1], STORIES[0], STORIES[2])
    wait_until(lambda: issue().subject == "Three stories")
    expect(desk.get_by_label("Subject")).to_have_value("Three stories")


def test_typing_is_saved_and_shows_the_size(desk: Page) -> None:
    before = desk.locator("#issue-size").inner_text()
    desk.get_by_label("Introduction").fill("A long introduction. " * 200)
    expect(desk.locator("#issue-size")).not_to_have_text(before)
    expect_saved(desk)
    assert "A long introduction." in issue().intro


def test_text_survives_a_server_that_is_away(
    desk: Page, path: str, site: Site, trouble: Trouble
) -> None:
    trouble.expect("status: 500", "status of 500")
    with site.wire.broken(path, failing):
        desk.get_by_label("Introduction").fill("Typed in vain?")
        words = desk.locator("[data-save-state]")
        expect(words).to_contain_text("keeps your changes and tries again")
    wait_until(lambda: "Typed in vain?" in issue().intro)
    expect_saved(desk)


def test_unsaved_text_is_offered_at_the_next_visit(
    desk: Page, path: str, site: Site, trouble: Trouble
) -> None:
    trouble.expect("status: 500", "status of 500")
    dialogs: list[str] = []

    def agree(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    desk.on("dialog", agree)
    with site.wire.broken(path, failing):
        desk.get_by_label("Introduction").fill("Kept in this browser.")
        expect(desk.locator("[data-save-state]")).to_contain_text("Not saved")
        desk.get_by_role("link", name="All issues").click()
        expect(desk).to_have_url(f"{site.url}/admin/newsletter/")
    assert dialogs == ["beforeunload"]
    desk.goto(path)
    desk.get_by_role("button", name="Save them now").click()
    expect(desk.get_by_text("The issue is saved.")).to_be_visible()
    expect(desk.get_by_label("Introduction")).to_have_value("Kept in this browser.")
    expect(desk.get_by_role("button", name="Save them now")).to_have_count(0)


def test_two_people_do_not_overwrite_each_other(
    desk: Page, enter: Callable[..., Page], path: str, trouble: Trouble
) -> None:
    trouble.expect("status: 409", "status of 409")
    other = enter("editor", name="Ben Okri")
    other.goto(path)
    other.get_by_label("Subject").fill("Ben's subject")
    expect_saved(other)
    desk.get_by_label("Subject").fill("Ana's subject")
    expect(desk.get_by_text("Somebody else has saved this issue")).to_be_visible()
    assert issue().subject == "Ben's subject"
    desk.get_by_role("button", name="Replace their version").click()
    expect(desk.get_by_text("The issue is saved.")).to_be_visible()
    assert issue().subject == "Ana's subject"


def test_everything_works_without_scripts(
    path: str, enter: Callable[..., Page]
) -> None:
    plain = enter("editor", java_script_enabled=False)
    plain.goto(path)
    expect(plain.locator("[data-handle]").first).to_be_hidden()
    plain.get_by_label("Subject").fill("By hand")
    places(plain).nth(1).get_by_role("button", name="Move up").click()
    expect_order(plain, STORIES[1], STORIES[0], STORIES[2])
    plain.get_by_label("Subject").press("Enter")
    expect_order(plain, STORIES[1], STORIES[0], STORIES[2])
    assert issue().subject == "By hand"


def test_page_has_no_fault(desk: Page) -> None:
    assert all_faults(desk) == []
