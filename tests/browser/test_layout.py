"""Nothing moves while a page loads, and nothing is wider than the window."""

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site

WITH_PICTURES = (
    "/",
    "/articles/story-15",
    "/articles/story-15?open=story-14",
    "/regions/africa",
    "/contributors/ines-calloway",
    "/topics/rivers",
)
OTHERS = (
    "/regions/",
    "/briefs/",
    "/latest/",
    "/search/?q=story",
    "/pages/about",
    "/newsletter/",
)
WATCH_SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const shift of list.getEntries()) {
            const moved = shift.sources.map(({node, previousRect: a, currentRect: b}) =>
                `${node?.className} from ${a.y} to ${b.y}`);
            if (!shift.hadRecentInput) window.shifts.push([shift.value, ...moved]);
        }
    }).observe({type: 'layout-shift', buffered: true});
}"""
SCROLL_THROUGH = """async () => {
    const frame = () => new Promise(go => requestAnimationFrame(go));
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
        scrollTo(0, y);
        await frame();
    }
    await Promise.all([...document.images].map(image => image.decode()));
    await document.fonts.ready;
    await frame();
    await frame();
}"""


pytestmark = pytest.mark.usefixtures("full_magazine")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", WITH_PICTURES)
def test_nothing_shifts_while_a_page_loads(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(f"({WATCH_SHIFTS})()")
    page.goto(address)
    page.evaluate(SCROLL_THROUGH)
    assert page.locator("img").count() > 0
    assert page.evaluate("() => window.shifts") == []


def test_late_text_pushes_only_what_is_below_it(site: Site, page: Page) -> None:
    """From half a second after a click, every layout shift counts."""
    page.add_init_script(f"({WATCH_SHIFTS})()")
    page.goto("/articles/story-15")
    control = page.locator("#item-story-14 [data-keep-reading]")
    control.evaluate("c => scrollBy(0, c.getBoundingClientRect().top - 700)")
    with site.wire.holding("/articles/story-14/rest"):
        control.click()
        control.get_by_text("loading").wait_for()
    page.locator("#rest-story-14 p").last.wait_for()
    moved = page.evaluate("() => window.shifts.flatMap(([_, ...moved]) => moved)")
    assert not any("opening" in name or "headline" in name for name in moved)


@pytest.mark.parametrize("address", WITH_PICTURES + OTHERS)
def test_nothing_is_wider_than_a_narrow_window(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5
                && element.checkVisibility())
            .map(element => element.className || element.tagName)"""
    )
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 320, too_wide[:10]


def test_reduced_motion_is_respected(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/articles/story-15")
    page.locator("#item-story-14 [data-keep-reading]").click()
    page.locator("#rest-story-14 p").last.wait_for()
    moving = """() => document.getAnimations()
        .filter(one => one.effect.getComputedTiming().duration > 10).length"""
    assert page.evaluate(moving) == 0
