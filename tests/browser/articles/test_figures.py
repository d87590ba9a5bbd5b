"""Pictures, embeds and pull quotes keep to the column of the text."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Trouble

pytestmark = pytest.mark.usefixtures("full_magazine")
FIGURES = ".article .prose > :is(.figure, .embed, .pull-quote):not(.figure--top)"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_figures_keep_to_the_measure(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/articles/story-15")
    column = page.locator(".article .prose > p").first.bounding_box()
    assert column
    found = page.locator(FIGURES).all()
    assert len(found) == 3
    for figure in found:
        box = figure.bounding_box()
        assert box
        assert (round(box["x"]), round(box["width"])) == (
            round(column["x"]),
            round(column["width"]),
        )
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_picture_in_the_text_has_its_place_before_it_comes(
    page: Page, trouble: Trouble
) -> None:
    trouble.expect("failed: .*/media/", "net::ERR_FAILED")
    page.route("**/media/**", lambda route: route.abort())
    page.goto("/articles/story-15")
    box = page.locator(f"{FIGURES} img").bounding_box()
    assert box
    assert box["height"] == pytest.approx(box["width"] * 640 / 960, abs=1)
