"""Arranging the front page with mouse, keyboard and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from models.front_page import FrontPageSlot
from tests.browser.magazine import article, paragraphs, publish_many, settle
from tests.browser.test_accessibility import all_faults
from tests.conftest import Clock
from tests.factories import keep, make_article, make_picture

PAGE = "/admin/front-page/"


@pytest.fixture
def desk(enter: Callable[..., Page]) -> Page:
    # A search reads the text too: only one story may have a 7.
    publish_many(*(f"story-{n}" for n in range(1, 9)), rest=paragraphs(1, "The rest"))
    for position in range(3):
        keep(FrontPageSlot(position=position, article=article(f"story-{position + 1}")))
    settle()
    page = enter("editor", name="Ana Reyes")
    page.goto(PAGE)
    return page


def places(page: Page) -> Locator:
    return page.locator("[data-place]")


def expect_order(page: Page, *slugs: str) -> None:
    """Expects these first places; "" is an empty one."""
    expect(places(page)).to_have_count(5)
    for number, slug in enumerate(slugs):
        expected = f"The {slug.replace('-', ' ')} story" if slug else "The empty place"
        expect(places(page).nth(number)).to_have_attribute("data-name", expected)


def expect_said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words).first).to_be_attached()


def action(page: Page, number: int, name: str) -> Locator:
    return places(page).nth(number).get_by_role("button", name=name, exact=True)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("The front page is saved.")).to_be_visible()


def test_buttons_move_and_keep_the_focus(desk: Page) -> None:
    action(desk, 1, "Make it the lead").focus()
    desk.keyboard.press("Enter")
    expect_order(desk, "story-2", "story-1", "story-3", "", "")
    expect_said(desk, "Moved “The story 2 story”: now the lead.")
    action(desk, 0, "Move down").focus()
    desk.keyboard.press("Enter")
    expect_order(desk, "story-1", "story-2", "story-3")
    expect(action(desk, 1, "Move down")).to_be_focused()
    desk.keyboard.press("Enter")
    expect_order(desk, "story-1", "story-3", "story-2")
    save(desk)
    expect_order(desk, "story-1", "story-3", "story-2", "", "")


def test_arrow_keys_on_the_handle_move(desk: Page) -> None:
    handle = places(desk).nth(0).locator("[data-handle]")
    handle.focus()
    desk.keyboard.press("ArrowDown")
    expect_order(desk, "story-2", "story-1", "story-3")
    expect_said(desk, "The story 1 story: 2 of 5.")
    expect(places(desk).nth(1).locator("[data-handle]")).to_be_focused()
    expect(places(desk).nth(0).locator(".place__name")).to_have_text("The lead")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect_said(desk, "cannot go further")
    expect_order(desk, "story-1", "story-2", "story-3")


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
    expect_order(desk, "story-3", "story-1", "story-2")
    expect(places(desk).nth(0).locator(".place__name")).to_have_text("The lead")
    save(desk)
    expect_order(desk, "story-3", "story-1", "story-2")


def test_story_is_found_and_added(desk: Page) -> None:
    desk.get_by_label("Search stories").press_sequentially("story 7")
    found = desk.locator("#candidates > li")
    expect(found).to_have_count(1)
    expect_order(desk, "story-1", "story-2", "story-3", "", "")
    found.get_by_role("button", name=re.compile("^Add(?! as)")).click()
    expect_order(desk, "story-1", "story-2", "story-3", "story-7", "")
    expect(found).to_contain_text("On the page: place 4")


def test_empty_place_shows_the_current_story(desk: Page) -> None:
    expect(places(desk).nth(3)).to_contain_text("Newest story: The story 4 story")
    action(desk, 2, "Remove").click()
    expect(places(desk).nth(2)).to_contain_text("Newest story: The story 3 story")
    expect(places(desk).nth(3)).to_contain_text("Newest story: The story 4 story")


def test_preview_follows_the_arrangement(desk: Page) -> None:
    lead = desk.frame_locator("#front-preview").locator(".card__headline").first
    expect(lead).to_have_text("The story 1 story")
    action(desk, 2, "Make it the lead").click()
    expect(lead).to_have_text("The story 3 story")


def test_preview_shows_later_moments(
    enter: Callable[..., Page], desk: Page, clock: Clock
) -> None:
    later = clock.now.replace(day=25)
    coming = make_article(slug="z", headline="The coming one", published_at=later)
    keep(FrontPageSlot(position=3, article=coming))
    settle()
    desk.reload()
    expect(places(desk).nth(3)).to_contain_text("Until then: The story 4 story")
    fourth = desk.frame_locator("#front-preview").locator(".card__headline").nth(3)
    expect(fourth).to_have_text("The story 4 story")
    desk.get_by_role("link", name="25 Nov 2026, 09:00").click()
    expect(fourth).to_have_text("The coming one")


def test_time_is_checked_as_it_is_typed(desk: Page) -> None:
    until = places(desk).nth(0).get_by_label("Until")
    until.fill("2020-01-01T10:00")
    until.press("Tab")
    expect(places(desk).nth(0)).to_contain_text("This time is in the past")
    until.fill("2030-01-01T10:00")
    until.press("Tab")
    expect(places(desk).nth(0)).not_to_contain_text("This time is in the past")
    save(desk)
    expect(until).to_have_value("2030-01-01T10:00")


def test_unsaved_changes_are_marked_until_discarded(desk: Page) -> None:
    unsaved = desk.locator("#unsaved")
    expect(unsaved).to_have_count(0)
    action(desk, 0, "Move down").click()
    expect(unsaved).to_have_text("Unsaved")
    desk.get_by_label("Search stories").press_sequentially("story 7")
    expect(desk.locator("#candidates > li")).to_have_count(1)
    action(desk, 2, "Move down").click()
    expect(unsaved).to_be_visible()
    dialogs: list[str] = []
    desk.on("dialog", lambda dialog: dialogs.append(dialog.type))
    desk.get_by_role("link", name="Discard changes").click()
    expect(unsaved).to_have_count(0)
    expect_order(desk, "story-1", "story-2", "story-3")
    assert dialogs == []


def test_changes_taken_back_are_not_unsaved(desk: Page) -> None:
    action(desk, 0, "Move down").click()
    expect(desk.locator("#unsaved")).to_be_visible()
    action(desk, 1, "Move up").click()
    expect(desk.locator("#unsaved")).to_have_count(0)
    expect(desk.locator("#arranger[data-unsaved]")).to_have_count(0)


def test_places_and_candidates_have_thumbnails(
    enter: Callable[..., Page], desk: Page
) -> None:
    make_article(headline="With a picture", lead_picture=make_picture())
    settle()
    desk.reload()
    found = desk.locator(".candidate", has_text="With a picture")
    expect(found.locator(".place__picture .picture")).to_be_attached()
    found.get_by_role("button", name="Add as the lead").click()
    picture = places(desk).nth(0).locator(".place__picture .picture")
    expect(picture).to_be_attached()


def test_browser_asks_before_leaving_unsaved_changes(desk: Page) -> None:
    dialogs: list[str] = []

    def agree(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    desk.on("dialog", agree)
    action(desk, 0, "Move down").click()
    expect_order(desk, "story-2", "story-1")
    desk.get_by_role("link", name="Home").click()
    expect(desk).to_have_url("/admin/")
    assert dialogs == ["beforeunload"]


def test_everything_works_without_scripts(
    desk: Page, enter: Callable[..., Page]
) -> None:
    plain = enter("editor", java_script_enabled=False)
    plain.goto(PAGE)
    expect(plain.locator("[data-handle]").first).to_be_hidden()
    action(plain, 1, "Make it the lead").click()
    plain.get_by_label("Search stories").fill("story 7")
    plain.get_by_label("Search stories").press("Enter")
    plain.get_by_role("button", name="Add as the lead").click()
    expect_order(plain, "story-7", "story-2", "story-1", "story-3", "")
    lead = plain.frame_locator("#front-preview").locator(".card__headline").first
    expect(lead).to_have_text("The story 7 story")
    save(plain)
    plain.get_by_role("button", name="Undo the last change").click()
    expect_order(plain, "story-1", "story-2", "story-3", "", "")


def test_page_has_no_fault(desk: Page) -> None:
    action(desk, 0, "Move down").click()
    expect_order(desk, "story-2", "story-1")
    assert all_faults(desk) == []
