"""The element polls like our own list, and moves nothing that is being read."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser import magazine
from tests.browser.embeds.conftest import LINES, Foreign, headlines, part, stories
from tests.browser.site import Site
from tests.browser.test_live_list import hide

Show = Callable[..., Locator]


def looked(page: Page, times: int) -> None:
    for _ in range(times):
        with page.expect_response(lambda answer: LINES in answer.url):
            pass


def test_unchanged_list_costs_a_304_and_is_not_touched(
    site: Site, page: Page, show: Show
) -> None:
    element = show()
    element.evaluate(
        """element => {
            window.touched = 0;
            const note = (changes) => { window.touched += changes.length; };
            const all = {childList: true, characterData: true, subtree: true,
                         attributes: true};
            new MutationObserver(note).observe(element.shadowRoot, all);
        }"""
    )
    looked(page, 2)
    first, *others = site.wire.requests(LINES)
    assert (first.status, {other.status for other in others}) == (200, {304})
    assert {exchange.method for exchange in site.wire.log} == {"GET"}  # no preflight
    assert page.evaluate("() => window.touched") == 0


def test_new_stories_wait_and_corrections_do_not(page: Page, show: Show) -> None:
    element = show()
    part(element, "item").nth(1).evaluate("row => { row.marked = true; }")
    element.get_by_role("link", name="The second story").focus()
    magazine.publish("newest")
    fresh = element.get_by_role("button", name="1 new story")
    expect(fresh).to_be_visible()
    expect(element.get_by_role("status")).to_have_text("1 new story")
    magazine.correct("second", "The corrected story")
    magazine.withdraw("third")
    expect(part(element, "headline")).to_have_text(
        [*stories("first"), "The corrected story", *stories("fourth")]
    )
    assert part(element, "item").nth(1).evaluate("row => row.marked")
    expect(part(element, "headline").nth(1)).to_be_focused()
    expect(page).to_have_title("Another site")
    fresh.click()
    expect(part(element, "headline").first).to_have_text("The newest story")
    expect(part(element, "headline").first).to_be_focused()
    expect(element.get_by_role("status")).to_have_text("The list is up to date")
    expect(fresh).to_be_hidden()
    magazine.withdraw("newest")
    expect(part(element, "headline").first).to_have_text("The first story")
    expect(part(element, "headline").first).to_be_focused()


def test_last_and_first_story_of_all(show: Show) -> None:
    element = show()
    for slug in ("first", "second", "third", "fourth"):
        magazine.withdraw(slug)
    expect(part(element, "empty")).to_have_text("Nothing here yet.")
    magazine.publish("newest")
    expect(part(element, "headline")).to_have_text(stories("newest"))
    expect(part(element, "empty")).to_have_count(0)


def test_pause_and_hidden_pages_are_silent(site: Site, page: Page, show: Show) -> None:
    magazine.set_up(poll_seconds=240)
    element = show()
    pause = element.get_by_role("button", name="Pause updates")
    pause.click()
    paused = element.get_by_role("button", name="Paused · Resume")
    expect(paused).to_be_focused()
    magazine.publish("newest")
    before = len(site.wire.requests(LINES))
    hide(page, hidden=True)
    hide(page, hidden=False)
    assert len(site.wire.requests(LINES)) == before
    paused.click()
    expect(element.get_by_role("button", name="1 new story")).to_be_visible()
    hide(page, hidden=True)
    magazine.publish("newer")
    before = len(site.wire.requests(LINES))
    hide(page, hidden=False)
    expect(element.get_by_role("button", name="2 new stories")).to_be_visible()
    assert len(site.wire.requests(LINES)) == before + 1


def test_attributes_choose_another_list(page: Page, show: Show) -> None:
    magazine.publish("short", kind="brief")
    element = show()
    element.evaluate("element => element.setAttribute('kind', 'brief')")
    expect(part(element, "headline")).to_have_text(stories("short"))
    expect(part(element, "new")).to_be_hidden()
    element.evaluate("element => element.setAttribute('number', '1')")
    element.evaluate("element => element.removeAttribute('kind')")
    expect(part(element, "headline")).to_have_text(stories("first"))
    element.evaluate("element => element.remove()")


def test_hostile_words_stay_words(page: Page, foreign: Foreign, show: Show) -> None:
    magazine.correct("first", "<img src=x onerror=alert(1)> & \u202eodd")
    element = show()
    assert headlines(element)[0] == "<img src=x onerror=alert(1)> & \u202eodd"
