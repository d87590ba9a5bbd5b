"""The live list polls while it is visible, and never moves what is being read."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site, failing
from tests.factories import make_contributor, make_topic

LIST = "/latest/list"
FAILURES = ("status: 500", "status of 500", "htmx:error")


@pytest.fixture(autouse=True)
def _stories(site: Site) -> None:
    magazine.set_up(poll_seconds=1)
    magazine.publish_many("first", "second", "third", "fourth")


@pytest.fixture
def live(page: Page) -> Locator:
    """The live list on its own page."""
    page.goto("/latest/")
    return page.locator("[data-latest]")


def headlines(live: Locator) -> list[str]:
    return live.locator("ol a").all_inner_texts()


def stories(*slugs: str) -> list[str]:
    return [f"The {slug.replace('-', ' ')} story" for slug in slugs]


def new_stories(live: Locator) -> Locator:
    return live.locator("[data-latest-new]")


def has_looked(site: Site, page: Page, times: int) -> None:
    """Waits until the list has been requested this many times."""
    for _ in range(times):
        with page.expect_response(lambda answer: LIST in answer.url):
            pass


def hide(page: Page, *, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
            const property = {value: hidden, configurable: true};
            Object.defineProperty(document, 'hidden', property);
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


# ---- unchanged


def test_unchanged_list_costs_a_304(site: Site, page: Page, live: Locator) -> None:
    has_looked(site, page, 3)
    first, *others = site.wire.requests(LIST)
    assert first.status == 200
    assert {exchange.status for exchange in others} == {304}
    assert all(exchange.is_conditional for exchange in others)


def test_unchanged_list_is_not_touched(site: Site, page: Page, live: Locator) -> None:
    live.evaluate(
        """section => {
            window.touched = 0;
            const note = (changes) => { window.touched += changes.length; };
            const watched = {childList: true, characterData: true, subtree: true};
            new MutationObserver(note).observe(section.querySelector('ol'), watched);
        }"""
    )
    has_looked(site, page, 2)
    page.evaluate("() => new Promise(go => requestAnimationFrame(go))")
    assert page.evaluate("() => window.touched") == 0
    expect(page.get_by_role("status")).to_be_empty()


def test_polling_interval_is_a_setting(page: Page) -> None:
    magazine.set_up(poll_seconds=240)
    page.goto("/latest/")
    expect(page.locator("[data-latest]")).to_have_attribute("data-latest", "240")


# ---- new


def test_new_story_waits_behind_a_button(page: Page, live: Locator) -> None:
    magazine.publish("newest")
    expect(new_stories(live)).to_have_text("1 new story")
    expect(page).to_have_title("(1) Latest – Meridian")
    expect(page.get_by_role("status")).to_have_text("1 new story")
    assert headlines(live) == stories("first", "second", "third", "fourth")
    magazine.publish("newer-still")
    expect(new_stories(live)).to_have_text("2 new stories")
    expect(page).to_have_title("(2) Latest – Meridian")


def test_click_shows_new_stories(page: Page, live: Locator) -> None:
    magazine.publish("newest")
    new_stories(live).click()
    expect(live.locator("ol a").first).to_have_text("The newest story")
    assert headlines(live) == stories("newest", "first", "second", "third", "fourth")
    expect(live.locator("ol a").first).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("The list is up to date")
    expect(new_stories(live)).to_be_hidden()
    expect(page).to_have_title("Latest – Meridian")


def test_failed_request_is_shown_and_can_be_retried(
    site: Site, page: Page, live: Locator, trouble: Trouble
) -> None:
    trouble.expect(*FAILURES)
    magazine.publish("newest")
    expect(new_stories(live)).to_be_visible()
    with site.wire.broken(LIST, failing):
        new_stories(live).click()
        expect(page.get_by_text("This did not load.")).to_be_visible()
        expect(new_stories(live)).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(live.locator("ol a").first).to_have_text("The newest story")
    expect(page.get_by_text("This did not load.")).to_have_count(0)


def test_full_list_beside_an_article_keeps_its_rows(page: Page) -> None:
    older = [f"older-{number}" for number in range(1, 6)]
    magazine.publish_many(*older)
    page.goto("/articles/first")
    live = page.locator("[data-latest]")
    assert headlines(live) == stories(*older)
    magazine.publish("newest")
    expect(new_stories(live)).to_have_text("1 new story")
    assert headlines(live) == stories(*older)
    new_stories(live).click()
    expect(live.locator("ol a").first).to_have_text("The newest story")
    assert headlines(live) == stories("newest", *older[:4])


def test_last_row_may_be_withdrawn_while_news_waits(page: Page) -> None:
    """In a full list, it differs from a row pushed off the end."""
    older = [f"older-{number}" for number in range(1, 6)]
    magazine.publish_many(*older)
    page.goto("/articles/first")
    live = page.locator("[data-latest]")
    magazine.publish("newest")
    expect(new_stories(live)).to_have_text("1 new story")
    magazine.withdraw("older-5")
    expect(live.locator("ol a")).to_have_text(stories(*older[:4], "first"))
    expect(new_stories(live)).to_have_text("1 new story")
    new_stories(live).click()
    expect(live.locator("ol a")).to_have_text(stories("newest", *older[:4]))


def test_empty_list_shows_new_stories_at_once(page: Page) -> None:
    for slug in ("first", "second", "third", "fourth"):
        magazine.withdraw(slug)
    page.goto("/latest/")
    live = page.locator("[data-latest]")
    expect(live).to_contain_text("Nothing here yet.")
    magazine.publish("newest")
    expect(live.locator("ol a")).to_have_text(stories("newest"))
    expect(new_stories(live)).to_be_hidden()


def test_every_channel_is_live(page: Page) -> None:
    europe, maps = magazine.make_region("Europe"), make_topic("Maps")
    ines, now = make_contributor("Ines"), 0
    placed = {"regions": [europe], "topics": [maps], "contributors": [ines]}
    magazine.publish("old", kind="brief", **placed)
    for address in (
        *("/regions/europe/latest/?kind=brief", "/briefs/latest/"),
        *("/topics/maps/latest/", "/contributors/ines/latest/?region=europe"),
        *("/latest/?q=%22the+new%22+story", "/topics/maps/latest/?q=new+-old"),
    ):
        page.goto(address)
        live, now = page.locator("[data-latest]"), now + 1
        magazine.publish(f"new-{now}", kind="brief", **placed)
        expect(new_stories(live)).to_have_text("1 new story")
        new_stories(live).click()
        expect(live.locator("ol a").first).to_have_text(f"The new {now} story")


# ---- corrected and withdrawn


def test_corrected_headline_changes_in_place(page: Page, live: Locator) -> None:
    live.locator("ol li").nth(1).evaluate("row => { row.marked = true; }")
    magazine.correct("second", "The corrected story")
    expect(live.locator("ol a").nth(1)).to_have_text("The corrected story")
    assert live.locator("ol li").nth(1).evaluate("row => row.marked")
    expect(new_stories(live)).to_be_hidden()


def test_withdrawn_row_is_removed(page: Page, live: Locator) -> None:
    magazine.withdraw("second")
    expect(live.locator("ol a")).to_have_text(stories("first", "third", "fourth"))
    expect(new_stories(live)).to_be_hidden()


def test_last_story_may_be_withdrawn(page: Page, live: Locator) -> None:
    for slug in ("first", "second", "third", "fourth"):
        magazine.withdraw(slug)
    expect(live).to_contain_text("Nothing here yet.")


def test_corrections_do_not_wait_for_the_button(page: Page, live: Locator) -> None:
    magazine.publish("newest")
    expect(new_stories(live)).to_have_text("1 new story")
    magazine.correct("third", "The corrected story")
    magazine.withdraw("first")
    rows = [*stories("second"), "The corrected story", *stories("fourth")]
    expect(live.locator("ol a")).to_have_text(rows)
    expect(new_stories(live)).to_have_text("1 new story")


def test_withdrawn_new_story_is_no_longer_offered(page: Page, live: Locator) -> None:
    magazine.publish("newest")
    expect(new_stories(live)).to_be_visible()
    magazine.withdraw("newest")
    expect(new_stories(live)).to_be_hidden()
    expect(page).to_have_title("Latest – Meridian")


def test_focus_is_not_lost_with_a_withdrawn_row(page: Page, live: Locator) -> None:
    live.get_by_role("link", name="The second story").focus()
    magazine.withdraw("second")
    expect(live.locator("ol a")).to_have_count(3)
    expect(live.locator("ol a").first).to_be_focused()


def test_focus_stays_on_a_corrected_row(page: Page, live: Locator) -> None:
    live.get_by_role("link", name="The second story").focus()
    magazine.correct("second", "The corrected story")
    expect(live.get_by_role("link", name="The corrected story")).to_be_focused()


# ---- silence


def test_hidden_page_polls_at_once_on_return(
    site: Site, page: Page, live: Locator
) -> None:
    magazine.set_up(poll_seconds=240)
    page.goto("/latest/")
    hide(page, hidden=True)
    magazine.publish("newest")
    before = len(site.wire.requests(LIST))
    hide(page, hidden=False)
    expect(new_stories(live)).to_be_visible()
    assert len(site.wire.requests(LIST)) == before + 1


def test_hidden_page_does_not_poll(site: Site, page: Page, live: Locator) -> None:
    page.clock.install()
    page.goto("/latest/")
    hide(page, hidden=True)
    before = len(site.wire.requests(LIST))
    page.clock.run_for(60_000)
    assert len(site.wire.requests(LIST)) == before


def test_pause_is_a_button_that_stops_and_starts(
    site: Site, page: Page, live: Locator
) -> None:
    page.clock.install()
    page.goto("/latest/")
    pause = live.get_by_role("button", name="Pause updates")
    pause.click()
    paused = live.get_by_role("button", name="Paused · Resume")
    expect(paused).to_be_focused()
    before = len(site.wire.requests(LIST))
    magazine.publish("newest")
    page.clock.run_for(60_000)
    hide(page, hidden=True)
    hide(page, hidden=False)
    assert len(site.wire.requests(LIST)) == before
    expect(new_stories(live)).to_be_hidden()
    paused.click()
    page.clock.run_for(100)
    expect(new_stories(live)).to_be_visible()


def test_errors_make_it_poll_less_often(
    site: Site, page: Page, live: Locator, trouble: Trouble
) -> None:
    trouble.expect(*FAILURES)
    page.clock.install()
    page.goto("/latest/")

    def asks_after(seconds: int) -> None:
        page.clock.run_for(seconds * 1000 - 500)
        before = len(site.wire.requests(LIST))
        with page.expect_response(lambda answer: LIST in answer.url):
            page.clock.run_for(1000)
        assert len(site.wire.requests(LIST)) == before + 1
        page.wait_for_function("() => !document.querySelector('.htmx-request')")

    with site.wire.broken(LIST, failing):
        for seconds in (1, 2, 4, 8):
            asks_after(seconds)
    asks_after(16)
    asks_after(1)
    expect(live.locator("ol a")).to_have_count(4)


def test_cut_network_changes_nothing(
    page: Page, context: BrowserContext, live: Locator, trouble: Trouble
) -> None:
    trouble.expect("ERR_INTERNET_DISCONNECTED", "htmx:error")
    context.set_offline(True)
    page.wait_for_event("requestfailed")
    assert headlines(live) == stories("first", "second", "third", "fourth")
    context.set_offline(False)
    magazine.publish("newest")
    expect(new_stories(live)).to_be_visible()


def test_older_pages_do_not_poll(site: Site, page: Page) -> None:
    magazine.publish_many(*(f"older-{number}" for number in range(1, 31)))
    page.goto("/latest/")
    page.get_by_role("link", name="Older stories").click()
    expect(page.get_by_role("link", name="The fourth story")).to_be_visible()
    expect(page.locator("[data-latest]")).to_have_count(0)
    expect(page.get_by_role("button", name="Pause updates")).to_be_hidden()


# ---- the story that is open


def test_open_stories_say_what_was_corrected_or_updated(page: Page) -> None:
    page.goto("/articles/first?open=second")
    expect(page.locator("[data-story]")).to_have_count(2)
    expect(page.locator(".updated")).to_have_count(0)
    magazine.update("first", "It was <b>two</b>.")
    magazine.update("second")
    magazine.update("third")
    said = page.locator(".updated")
    expect(said).to_have_text(
        [
            "Updated since you opened this. It was <b>two</b>. Reload",
            "Updated since you opened this. The text was updated. Reload",
        ]
    )
    said.first.get_by_role("link", name="Reload").click()
    expect(page.locator(".corrections").first).to_contain_text("It was <b>two</b>.")
    with page.expect_response(lambda answer: LIST in answer.url):
        pass
    expect(said).to_have_count(0)
