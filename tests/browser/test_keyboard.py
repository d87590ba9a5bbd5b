"""The main tasks by keyboard only."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import magazine

FOCUS_IS_VISIBLE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
}"""


pytestmark = pytest.mark.usefixtures("full_magazine")


def tab_to(page: Page, place: Locator, most: int = 80) -> None:
    """Presses Tab until the place has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if place.evaluate("place => place === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {place}")


def test_skip_link_comes_first_and_leads_to_the_text(page: Page) -> None:
    page.goto("/articles/story-15")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => !!document.activeElement.closest('main')")


def test_front_page_leads_to_an_article_and_its_further_ones(page: Page) -> None:
    page.goto("/")
    tab_to(page, page.locator(".leading h2 a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The story 15 story")
    tab_to(page, page.locator("#item-story-14 [data-keep-reading]"))
    page.keyboard.press("Enter")
    expect(page.locator("#rest-story-14 p").first).to_be_focused()
    page.keyboard.press("Tab")
    ending = "() => !!document.activeElement.closest('#rest-story-14')"
    assert page.evaluate(ending), "Tab goes on from the new text"


def test_space_opens_and_folds_without_scrolling(page: Page) -> None:
    page.goto("/articles/story-15")
    control = page.locator("#item-story-14 [data-keep-reading]")
    control.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Space")
    expect(control).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("scrollY") == before
    control.focus()
    page.keyboard.press("Space")
    expect(control).to_have_attribute("aria-expanded", "false")
    expect(control).to_be_focused()


def test_key_held_down_presses_once(page: Page) -> None:
    page.goto("/articles/story-15?open=story-14")
    control = page.locator("#item-story-14 [data-keep-reading]")
    control.focus()
    page.keyboard.down("Space")
    page.keyboard.down("Space")
    page.keyboard.down("Space")
    page.keyboard.up("Space")
    expect(control).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_more_articles_come_by_key(page: Page, key: str) -> None:
    page.goto("/articles/story-15")
    page.get_by_role("button", name="More articles").focus()
    page.keyboard.press(key)
    expect(page.locator("#item-story-11 h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#item-story-11 h2 a")).to_be_focused()


@pytest.mark.usefixtures("can_send_mail")
def test_subscribing_works_by_key(page: Page) -> None:
    page.goto("/articles/story-15")
    magazine.settle()
    field = page.get_by_label("Your e-mail address")
    tab_to(page, field)
    page.keyboard.type("reader@example.org")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Subscribe")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()


@pytest.mark.parametrize("address", ["/", "/articles/story-15"])
def test_focus_is_visible_wherever_tab_leads(page: Page, address: str) -> None:
    page.goto(address)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            return  # the end of the page
        name = "() => document.activeElement.outerHTML.slice(0, 200)"
        assert page.evaluate(FOCUS_IS_VISIBLE), page.evaluate(name)
