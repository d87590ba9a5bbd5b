"""Pages pass automatic accessibility checks, in every width and colour scheme."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble

WIDTHS = (360, 768, 1280)
ADDRESSES = (
    "/",
    "/articles/story-15",
    "/articles/story-15?open=story-14,story-13",
    "/regions/",
    "/regions/africa",
    "/briefs/",
    "/latest/",
    "/search/",
    "/search/?q=story&region=africa",
    "/search/?q=xyzzy",
    "/topics/rivers",
    "/contributors/ines-calloway",
    "/pages/about",
    "/feeds/",
    "/newsletter/",
    "/newsletter/sent",
    "/nowhere",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}


# The dark scheme changes only colours.
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
pytestmark = pytest.mark.usefixtures("full_magazine")


def faults(page: Page, options: dict[str, Any]) -> list[str]:
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def all_faults(page: Page) -> list[str]:
    """The faults in every width and scheme, each with its place."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += [f"{width} light {fault}" for fault in faults(page, EVERYTHING)]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"{width} dark {fault}" for fault in faults(page, COLOURS)]
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_has_no_fault(page: Page, trouble: Trouble, address: str) -> None:
    trouble.expect("404.*nowhere", "status of 404")
    page.goto(address)
    assert all_faults(page) == []


def test_page_in_use_has_no_fault(page: Page, trouble: Trouble) -> None:
    trouble.expect("status: 422", "status of 422")
    page.goto("/articles/story-15")
    page.locator("#item-story-14 [data-keep-reading]").click()
    page.get_by_role("button", name="More articles").click()
    expect(page.locator("[data-item]")).to_have_count(6)
    page.get_by_label("Your e-mail address").press("Enter")
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    assert all_faults(page) == []


def test_folded_again_has_no_fault(page: Page) -> None:
    page.goto("/articles/story-15?open=story-14")
    page.locator("#item-story-14 [data-keep-reading]").click()
    expect(page.locator("#rest-story-14")).to_be_hidden()
    assert faults(page, EVERYTHING) == []
