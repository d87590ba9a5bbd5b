"""The follow panel: by keyboard, and without the script."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_accessibility import all_faults

pytestmark = pytest.mark.usefixtures("full_magazine")
NAME = "Copy the address of the Atom feed of Africa"


def test_panel_opens_by_keyboard_and_copies(
    page: Page, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/regions/africa")
    page.locator(".follow summary").focus()
    page.keyboard.press("Enter")
    copy = page.get_by_role("button", name=NAME)
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Link copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith("/regions/africa/latest/feed.atom")
    assert all_faults(page) == []


def test_panel_has_links_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/regions/africa")
    plain_page.get_by_text("Follow Africa").click()
    expect(plain_page.get_by_role("link", name="RSS feed of Africa")).to_be_visible()
    expect(plain_page.get_by_text("Copy", exact=False)).to_have_count(3)
    for button in plain_page.locator(".follow__copy").all():
        expect(button).to_be_hidden()
    plain_page.get_by_role("link", name="Open the live list").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Latest: Africa")
