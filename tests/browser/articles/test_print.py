"""Printing: the main article and open stories, without controls."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.some import some


@pytest.fixture
def printed(full_magazine: None, page: Page) -> Page:
    page.goto("/articles/story-15?open=story-13")
    page.emulate_media(media="print")
    return page


def test_main_article_and_what_is_open_are_printed(printed: Page) -> None:
    expect(printed.get_by_role("heading", level=1)).to_be_visible()
    for text in (
        "Rest of story-15 9.",
        "Opening of story-13 1.",
        "Rest of story-13 9.",
    ):
        expect(printed.get_by_text(text)).to_be_visible()


def test_what_is_folded_is_not_printed(printed: Page) -> None:
    for slug in ("story-14", "story-12"):
        expect(printed.locator(f"#item-{slug}")).to_be_hidden()


def test_item_folded_again_is_not_printed(printed: Page) -> None:
    printed.emulate_media(media="screen")
    printed.locator("#item-story-13 [data-keep-reading]").click()
    printed.emulate_media(media="print")
    expect(printed.locator("#item-story-13")).to_be_hidden()


def test_credits_are_printed(printed: Page) -> None:
    expect(printed.locator(".article .figure__credit").first).to_be_visible()
    for credit in printed.locator("#item-story-13 .figure__credit").all():
        expect(credit).to_be_visible()


def test_address_is_printed(site: Site, printed: Page) -> None:
    words = printed.evaluate(
        """() => [...document.querySelectorAll('body, body *')].flatMap(element =>
            ['::before', '::after'].map(part =>
                element.checkVisibility() && getComputedStyle(element, part).content
            ).concat(element.checkVisibility() ? [...element.childNodes]
                .filter(node => node.nodeType === 3).map(node => node.data) : [])
        ).filter(Boolean).join(' ')"""
    )
    assert f"{site.url}/articles/story-15" in words


@pytest.mark.parametrize(
    "unwanted",
    [
        *("[data-keep-reading]", "[data-more]", "button", "form", "input"),
        *(".sidebar", ".latest", ".briefs", ".newsletter", ".skip-link"),
        ".share__link:not(.share__link--own)",
        *(".menu", ".masthead__actions", ".footer nav", ".breadcrumbs"),
    ],
)
def test_nothing_else_is_printed(printed: Page, unwanted: str) -> None:
    for element in some(printed.locator(unwanted).all()):
        expect(element).to_be_hidden()


def test_print_fits_on_paper(printed: Page) -> None:
    assert printed.pdf(format="A4").startswith(b"%PDF")
    printed.set_viewport_size({"width": 680, "height": 1000})
    assert printed.evaluate("() => document.documentElement.scrollWidth") <= 680
