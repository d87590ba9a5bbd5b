"""Opening a story in place, and folding it again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site, cut, failing

REST = "/articles/second/rest"
FAILURES = ("status: 500", "status of 500", "ERR_", "htmx:error", "failed:")


@pytest.fixture(autouse=True)
def _stories(site: Site) -> None:
    names = ("first", "second", "third", "fourth", "fifth")
    magazine.publish_many(*names, lead_picture=magazine.make_picture())


@pytest.fixture
def control(page: Page) -> Locator:
    """The control of the first article in the stream."""
    page.goto("/articles/first")
    return page.locator("#item-second [data-keep-reading]")


@pytest.fixture
def rest(page: Page) -> Locator:
    return page.locator("#rest-second")


def top(place: Locator) -> float:
    """Pixels from the top of the window, once scrolling has ended."""
    for _ in range(4):
        place.page.evaluate("() => new Promise(go => requestAnimationFrame(go))")
    return float(place.evaluate("place => place.getBoundingClientRect().top"))


def put_at(place: Locator, height: int) -> None:
    place.evaluate(
        "(place, height) => scrollBy(0, place.getBoundingClientRect().top - height)",
        height,
    )


def is_open(control: Locator) -> None:
    expect(control).to_have_attribute("aria-expanded", "true")


def is_folded(control: Locator) -> None:
    expect(control).to_have_attribute("aria-expanded", "false")


# ---- open


def test_rest_arrives_between_teaser_and_control(
    control: Locator, rest: Locator
) -> None:
    control.click()
    expect(rest).to_contain_text("Rest of second 9.")
    expect(rest).to_be_visible()
    order = control.evaluate(
        """control => {
            const item = control.closest('article');
            return ['.folded__opening', '.folded__rest', '[data-keep-reading]']
                .map(part => item.querySelector(part).getBoundingClientRect().top);
        }"""
    )
    assert order == sorted(order)


def test_control_never_leaves_the_document(control: Locator) -> None:
    control.evaluate("control => { control.marked = true; }")
    control.click()
    is_open(control)
    control.click()
    is_folded(control)
    assert control.evaluate("control => control.marked")


def test_control_is_a_button_that_says_what_it_opens(
    page: Page, control: Locator
) -> None:
    name = "Keep reading, 3 min “The second story”"
    named = page.get_by_role("button", name=name, exact=True)
    expect(named).to_have_count(1)
    expect(named).to_have_attribute("aria-controls", "rest-second")
    is_folded(control)
    control.click()
    name = "Show less “The second story”"
    opened = page.get_by_role("button", name=name, exact=True, expanded=True)
    expect(opened).to_have_count(1)


def test_focus_moves_to_the_first_new_paragraph(
    control: Locator, rest: Locator
) -> None:
    control.click()
    expect(rest.locator("p").first).to_be_focused()


def test_focus_stays_with_a_reader_who_went_elsewhere(
    site: Site, page: Page, control: Locator
) -> None:
    with site.wire.holding(REST):
        control.click()
        page.get_by_label("Your e-mail address").focus()
    is_open(control)
    expect(page.get_by_label("Your e-mail address")).to_be_focused()


def test_opening_is_announced_once(page: Page, control: Locator) -> None:
    page.evaluate(
        """() => {
            window.said = [];
            const status = document.getElementById('status');
            const note = () => {
                if (status.textContent) window.said.push(status.textContent);
            };
            new MutationObserver(note).observe(status, {childList: true});
        }"""
    )
    control.click()
    expect(page.get_by_role("status")).to_have_text("Opened: The second story")
    assert page.evaluate("() => window.said") == ["Opened: The second story"]


def test_no_live_region_holds_an_article(page: Page, control: Locator) -> None:
    control.click()
    is_open(control)
    regions = "[aria-live], [role=status], [role=alert], [role=log]"
    assert page.locator(f":is({regions}) article, article:is({regions})").count() == 0
    assert page.locator(f":is({regions}) .rest").count() == 0


def test_double_click_sends_one_request(site: Site, control: Locator) -> None:
    with site.wire.holding(REST):
        control.dblclick()
    is_open(control)
    assert len(site.wire.requests(REST)) == 1


def test_slow_answer_shows_progress(site: Site, page: Page, control: Locator) -> None:
    control.focus()
    with site.wire.holding(REST):
        page.keyboard.press("Enter")
        expect(control.get_by_text("loading")).to_be_visible()
        expect(control).to_have_attribute("aria-busy", "true")
        expect(control).to_be_focused()
    is_open(control)
    expect(control).not_to_have_attribute("aria-busy", "true")
    expect(control.get_by_text("loading")).to_have_count(0)


@pytest.mark.parametrize("answer", [failing, cut])
def test_failure_is_shown_and_can_be_retried(
    site: Site,
    page: Page,
    trouble: Trouble,
    control: Locator,
    answer: Callable[..., list[bytes]],
) -> None:
    trouble.expect(*FAILURES)
    with site.wire.broken(REST, answer):
        control.click()
        expect(
            page.get_by_role("alert").filter(has_text="did not load")
        ).to_be_visible()
    is_folded(control)
    expect(control).not_to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="Try again").click()
    is_open(control)
    expect(page.get_by_text("did not load")).to_have_count(0)
    expect(page.locator("#rest-second p").first).to_be_focused()


def test_cut_network_is_shown_and_the_plain_link_works(
    page: Page, context: BrowserContext, trouble: Trouble, control: Locator
) -> None:
    trouble.expect(*FAILURES)
    context.set_offline(True)
    control.click()
    expect(page.get_by_text("This did not load.")).to_be_visible()
    context.set_offline(False)
    expect(control).to_have_attribute("href", "/articles/second")
    page.goto(control.evaluate("control => control.href"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The second story")


@pytest.mark.parametrize("key", ["Control", "Shift"])
def test_click_with_a_modifier_opens_the_page(
    site: Site, page: Page, context: BrowserContext, control: Locator, key: str
) -> None:
    with context.expect_page() as opened:
        control.click(modifiers=[key])  # type: ignore[list-item]
    expect(opened.value).to_have_url(f"{site.url}/articles/second")
    is_folded(control)
    assert site.wire.requests(REST) == []


# ---- nothing jumps


def test_text_begins_where_the_control_was(control: Locator, rest: Locator) -> None:
    control.scroll_into_view_if_needed()
    before = top(control)
    control.click()
    is_open(control)
    assert abs(top(rest) - before) < 60


def test_teaser_stays_where_it_is(page: Page, control: Locator) -> None:
    teaser = page.locator("#item-second .folded__opening")
    put_at(control, 500)
    before = top(teaser)
    control.click()
    is_open(control)
    assert top(teaser) == pytest.approx(before, abs=1)


def test_text_begins_in_view_when_the_teaser_is_above_the_window(
    control: Locator, rest: Locator
) -> None:
    put_at(control, 5)
    before = top(control)
    control.click()
    is_open(control)
    assert abs(top(rest) - before) < 60


def test_second_opening_does_not_jump_either(control: Locator, rest: Locator) -> None:
    control.click()
    is_open(control)
    control.click()
    is_folded(control)
    put_at(control, 5)
    before = top(control)
    control.click()
    is_open(control)
    assert abs(top(rest) - before) < 60


def test_reader_who_went_on_below_stays_there_when_the_text_arrives(
    site: Site, page: Page, control: Locator
) -> None:
    below = page.locator("#item-third h2")
    with site.wire.holding(REST):
        control.click()
        put_at(below, 100)
        before = top(below)
    is_open(control)
    assert top(below) == pytest.approx(before, abs=1)


# ---- fold


def test_folding_and_opening_again_send_no_request(
    site: Site, control: Locator, rest: Locator
) -> None:
    control.click()
    is_open(control)
    before = len(site.wire.log)
    control.click()
    is_folded(control)
    expect(rest).to_be_hidden()
    control.click()
    is_open(control)
    expect(rest.locator("p").last).to_be_visible()
    assert [e for e in site.wire.log[before:] if "list" not in e.path] == []


def test_folding_scrolls_to_the_headline_when_it_was_above(
    page: Page, control: Locator
) -> None:
    control.click()
    is_open(control)
    put_at(control, 400)
    headline = page.locator("#item-second h2")
    assert top(headline) < 0
    control.click()
    is_folded(control)
    assert 0 <= top(headline) < 100


def test_folding_moves_nothing_while_the_headline_is_in_view(
    page: Page, control: Locator
) -> None:
    page.set_viewport_size({"width": 1280, "height": 3000})
    control.click()
    is_open(control)
    put_at(page.locator("#item-second"), 20)
    before = top(page.locator("#item-second h2"))
    control.click()
    is_folded(control)
    assert top(page.locator("#item-second h2")) == pytest.approx(before, abs=1)


def test_focus_stays_on_the_control_that_folded(control: Locator) -> None:
    control.click()
    is_open(control)
    control.click()
    is_folded(control)
    expect(control).to_be_focused()


def test_folded_text_can_be_found(control: Locator, rest: Locator) -> None:
    control.click()
    is_open(control)
    control.click()
    expect(rest).to_have_attribute("hidden", "until-found")


def test_finding_folded_text_unfolds_it_and_the_address_follows(
    site: Site, page: Page, control: Locator, rest: Locator
) -> None:
    control.click()
    is_open(control)
    control.click()
    is_folded(control)
    rest.locator("p").last.evaluate("paragraph => { paragraph.id = 'searched'; }")
    page.evaluate("() => { location.hash = 'searched'; }")
    is_open(control)
    expect(rest.locator("p").last).to_be_in_viewport()
    expect(page).to_have_url(f"{site.url}/articles/first?open=second")
