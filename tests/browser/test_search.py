"""Search: suggestions while typing, and the plain form."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.browser.test_accessibility import EVERYTHING, faults

pytestmark = pytest.mark.usefixtures("full_magazine")
SUGGESTED = "#search-suggestions a"


def test_suggestions_are_reached_and_left_by_keys(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Search", exact=True).click()
    field = page.get_by_role("searchbox")
    field.press_sequentially("story 1")
    links = page.locator(SUGGESTED)
    expect(links).to_have_count(6)
    expect(page.locator("#status")).to_have_text("6 suggestions")
    assert faults(page, EVERYTHING) == []
    field.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(links).to_have_count(0)
    expect(field).to_have_value("story 1")
    field.press_sequentially("5")
    expect(links).to_have_count(1)
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The story 15 story")


def test_late_suggestions_are_dropped(page: Page, site: Site) -> None:
    page.goto("/search/")
    field = page.get_by_role("searchbox")
    path = "/search/suggestions"
    with site.wire.holding(path), page.expect_request(f"**{path}?q=story"):
        field.press_sequentially("story")
    expect(page.locator(SUGGESTED)).to_have_count(6)
    field.press("Escape")
    with page.expect_response(f"**{path}?q=story+*"):
        with site.wire.holding(path), page.expect_request(f"**{path}?q=story+*"):
            field.press_sequentially(" 1")
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(page.locator(SUGGESTED)).to_have_count(0)


def test_search_is_a_form_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/search/")
    plain_page.get_by_role("searchbox").fill("story")
    plain_page.get_by_text("Filters", exact=True).click()
    plain_page.get_by_role("combobox", name="Region").select_option("Africa")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.get_by_role("searchbox")).to_have_value("story")
    expect(plain_page.get_by_role("combobox", name="Region")).to_have_value("africa")
    results = plain_page.locator(".result__headline a")
    first = results.first.inner_text()
    plain_page.get_by_role("link", name="More results").click()
    expect(results.first).not_to_have_text(first)
    plain_page.get_by_role("link", name="follow this search").click()
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("“story”")
