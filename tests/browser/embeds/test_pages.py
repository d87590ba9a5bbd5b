"""The element on five kinds of pages of another site."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Trouble
from tests.browser.embeds.conftest import (
    LINES,
    Foreign,
    headlines,
    part,
    stories,
)
from tests.browser.site import Site, failing
from tests.browser.test_accessibility import EVERYTHING, faults

Show = Callable[..., Locator]
STRICT = (
    "default-src 'none'; script-src SITE; connect-src SITE; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE = """
* { all: unset !important; display: inline !important; visibility: hidden !important;
    color: red !important; background: lime !important; font: 3px cursive !important;
    letter-spacing: 2em !important; text-transform: uppercase !important;
    line-height: 0 !important; white-space: nowrap !important; cursor: none !important;
    text-indent: -999px !important; list-style: square !important; }
meridian-latest { display: none !important; --paper: red; --ink: red; --accent: red; }
a, li, ol, p, section, button, time, [part] { display: none !important; }
"""
LOOKS = """(element, names) =>
  [...element.shadowRoot.querySelectorAll('[part]')].map((node) => {
    const seen = getComputedStyle(node);
    return [node.getAttribute('part'), ...names.map((name) => seen[name])];
  })"""
GROUND = "box => getComputedStyle(box).backgroundColor"
FOCUSED = """() => {
  const { activeElement } = document;
  return (activeElement.shadowRoot?.activeElement ?? activeElement).textContent;
}"""
WAITS = "s => document.querySelector('meridian-latest').pace.wait === s"
SEEN = (
    *("display", "visibility", "color", "backgroundColor", "fontFamily", "fontSize"),
    *("lineHeight", "letterSpacing", "textTransform", "listStyleType", "textIndent"),
    *("whiteSpace", "cursor", "fontWeight", "borderBottomColor"),
)


def looks(element: Locator) -> Any:
    return element.evaluate(LOOKS, list(SEEN))


def test_plain_page(site: Site, page: Page, foreign: Foreign, show: Show) -> None:
    element = show()
    # Once, or twice if the browser's preload scanner was faster.
    assert {*site.app.extensions["host_counter"].held()} == {"localhost"}
    assert headlines(element) == stories("first", "second", "third", "fourth")
    expect(element.get_by_role("region", name="Latest")).to_be_visible()
    link = element.get_by_role("link", name="The first story")
    expect(link).to_have_attribute("href", f"{foreign.site_url}/articles/first")
    expect(page.get_by_text("As it was copied")).to_be_hidden()
    assert faults(page, EVERYTHING) == []
    page.keyboard.press("Tab")
    focused = [_focused(page)]
    for _ in range(3):
        page.keyboard.press("Tab")
        focused.append(_focused(page))
    assert focused == ["Latest", "Pause updates", "The first story", "The second story"]


def test_page_with_a_strict_policy(page: Page, show: Show) -> None:
    """A blocked directive or type would be reported as an error."""
    element = show(policy=STRICT)
    assert headlines(element) == stories("first", "second", "third", "fourth")
    assert part(element, "box").evaluate("box => getComputedStyle(box).padding") == (
        "16px"
    )


def test_page_with_hostile_styles(show: Show) -> None:
    usual = looks(show())
    assert looks(show(style=HOSTILE)) == usual
    element = show(style=HOSTILE)
    for name in ("title", "pause", "headline", "date", "source"):
        expect(part(element, name).first).to_be_visible()


def test_page_in_the_dark_and_from_right_to_left(page: Page, show: Show) -> None:
    page.emulate_media(color_scheme="dark")
    style = "@media (prefers-color-scheme: dark) {body {background: #111; color: #eee}}"
    grounds = []
    for attributes in ("", 'theme="dark"', 'theme="light"'):
        element = show(attributes, style=style, html='dir="rtl" lang="ar"')
        grounds.append(part(element, "box").evaluate(GROUND))
        assert faults(page, EVERYTHING) == []
    assert grounds == ["rgb(23, 21, 18)", "rgb(23, 21, 18)", "rgb(246, 241, 231)"]
    title, date = (part(element, n).first.bounding_box() for n in ("title", "date"))
    pause, box = (part(element, n).first.bounding_box() for n in ("pause", "box"))
    assert title
    assert date
    assert pause
    assert box
    middle = box["x"] + box["width"] / 2
    assert title["x"] + title["width"] > middle
    assert max(date["x"], pause["x"]) < middle


def test_own_styles_reach_the_parts_they_are_promised(show: Show) -> None:
    style = (
        "meridian-latest {--meridian-paper: #010203; --meridian-size: 20px}"
        "meridian-latest::part(headline) {text-transform: uppercase}"
    )
    element = show(style=style)
    box, line = part(element, "box"), part(element, "headline").first
    assert box.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(1, 2, 3)"
    assert line.evaluate("a => getComputedStyle(a).fontSize") == "20px"
    assert line.evaluate("a => getComputedStyle(a).textTransform") == "uppercase"


def test_blocked_script_or_connection_leaves_the_links(
    site: Site, page: Page, foreign: Foreign, trouble: Trouble
) -> None:
    trouble.expect("Content Security Policy", "failed: .*csp", "violates", "ERR_")
    for policy in (
        "default-src 'none'",
        "default-src 'none'; script-src SITE; connect-src 'none'",
    ):
        page.goto(foreign.element(policy=policy))
        link = page.get_by_role("link", name="As it was copied")
        expect(link).to_be_visible()
        link.click()
        expect(page).to_have_url(f"{site.url}/articles/first")


def test_list_appears_once_we_answer(
    site: Site, page: Page, foreign: Foreign, trouble: Trouble
) -> None:
    trouble.expect("status: 500", "status of 500", "CORS", "failed", "ERR_FAILED")
    page.clock.install()

    def waits(seconds: int) -> None:
        page.wait_for_function(WAITS, arg=seconds)
        # Real time passes, too, so the request may come a second earlier.
        with page.expect_request(lambda request: LINES in request.url):
            page.clock.run_for(seconds * 1000 + 500)

    link = page.get_by_role("link", name="As it was copied")
    with site.wire.broken(LINES, failing):
        with page.expect_event("requestfailed"):
            page.goto(foreign.element())
        for seconds in (30, 60):
            waits(seconds)
            page.wait_for_function(WAITS, arg=2 * seconds)
            expect(link).to_be_visible()
    link.focus()
    waits(120)
    expect(part(page.locator("meridian-latest"), "headline").first).to_be_focused()
    expect(link).to_be_hidden()


def _focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))
