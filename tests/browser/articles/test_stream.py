"""The stream of further articles: three, then a button, and no story twice."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from extensions import db
from models.base import transaction
from models.front_page import FrontPageSlot
from models.listing.cursor import Cursor
from tests.browser import magazine
from tests.browser.conftest import Trouble
from tests.browser.site import Site, failing

STREAM = "/articles/story-1/stream"
FAILURES = ("status: 500", "status of 500", "htmx:error")


@pytest.fixture(autouse=True)
def _stories(site: Site) -> None:
    magazine.publish_many(*(f"story-{number}" for number in range(1, 12)))


@pytest.fixture
def more(page: Page) -> Locator:
    page.goto("/articles/story-1")
    return page.get_by_role("button", name="More articles")


def shown(page: Page) -> list[str]:
    return [
        slug
        for item in page.locator("[data-item]").all()
        if (slug := item.get_attribute("data-item"))
    ]


def numbers(first: int, last: int) -> list[str]:
    return [f"story-{number}" for number in range(first, last + 1)]


def press(more: Locator, count: int) -> None:
    more.click()
    expect(more.page.locator("[data-item]")).to_have_count(count)


def test_three_stories_and_a_button(page: Page, more: Locator) -> None:
    assert shown(page) == numbers(2, 4)
    expect(more).to_have_count(1)


def test_nothing_more_loads_by_itself(site: Site, page: Page, more: Locator) -> None:
    more.scroll_into_view_if_needed()
    page.mouse.wheel(0, 20_000)
    page.wait_for_function(
        "() => scrollY + innerHeight >= document.body.scrollHeight - 2"
    )
    page.evaluate("() => new Promise(go => requestIdleCallback(go))")
    assert shown(page) == numbers(2, 4)
    assert site.wire.requests(STREAM) == []


def test_more_brings_the_next_three_and_a_new_button(page: Page, more: Locator) -> None:
    press(more, 6)
    assert shown(page) == numbers(2, 7)
    expect(more).to_have_count(1)


def test_no_story_comes_twice_down_to_the_end(page: Page, more: Locator) -> None:
    press(more, 6)
    press(more, 9)
    press(more, 10)
    assert shown(page) == numbers(2, 11)
    expect(more).to_have_count(0)


def test_new_stories_do_not_shift_the_stream(page: Page, more: Locator) -> None:
    press(more, 6)
    magazine.publish("newer")
    magazine.correct("story-9", "Corrected headline")
    magazine.withdraw("story-3")
    magazine.withdraw("story-8")
    press(more, 9)
    assert shown(page) == [*numbers(2, 7), *numbers(9, 11)]
    expect(page.get_by_role("heading", name="Corrected headline")).to_be_visible()


def test_focus_goes_to_the_first_new_headline(page: Page, more: Locator) -> None:
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#item-story-5 h2")).to_be_focused()


def test_arrival_is_announced_once(page: Page, more: Locator) -> None:
    press(more, 6)
    expect(page.get_by_role("status")).to_have_text("3 more articles")
    press(more, 9)
    press(more, 10)
    expect(page.get_by_role("status")).to_have_text("1 more article")


def test_new_items_open_in_place_too(site: Site, page: Page, more: Locator) -> None:
    press(more, 6)
    page.locator("#item-story-6 [data-keep-reading]").click()
    expect(page.locator("#rest-story-6")).to_contain_text("Rest of story-6 9.")
    address = re.compile(rf"{site.url}/articles/story-1\?to=[\w-]+&open=story-6$")
    expect(page).to_have_url(address)


def test_failure_is_shown_and_can_be_retried(
    site: Site, page: Page, more: Locator, trouble: Trouble
) -> None:
    trouble.expect(*FAILURES)
    with site.wire.broken(STREAM, failing):
        more.click()
        expect(page.get_by_text("This did not load.")).to_be_visible()
    assert shown(page) == numbers(2, 4)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-item]")).to_have_count(6)
    expect(page.get_by_text("This did not load.")).to_have_count(0)
    expect(page.locator("#item-story-5 h2")).to_be_focused()


def test_slow_answer_shows_progress_and_is_asked_for_once(
    site: Site, page: Page, more: Locator
) -> None:
    with site.wire.holding(STREAM):
        more.dblclick()
        expect(more.get_by_text("loading")).to_be_visible()
        expect(more).to_have_attribute("aria-busy", "true")
    expect(page.locator("[data-item]")).to_have_count(6)
    assert len(site.wire.requests(STREAM)) == 1


def test_front_page_shows_no_story_twice(page: Page) -> None:
    page.goto("/")
    more = page.get_by_role("button", name="More articles")
    press(more, 6)
    leading = page.locator(".leading h2").all_inner_texts()
    stream = page.locator("[data-item] h2").all_inner_texts()
    assert len({*leading, *stream}) == len(leading) + len(stream) == 11
    expect(more).to_have_count(0)


def test_front_page_rearranged_meanwhile_shows_no_story_twice(page: Page) -> None:
    lead(magazine.article("story-11").id)
    page.goto("/")
    lead(magazine.article("story-10").id)
    more = page.get_by_role("button", name="More articles")
    more.click()
    expect(page.get_by_role("status")).to_contain_text("more article")
    headlines = page.locator("main :is(.leading, .stream) h2").all_inner_texts()
    assert len(set(headlines)) == len(headlines)


def lead(article_id: int) -> None:
    with transaction():
        db.session.merge(FrontPageSlot(position=0, article_id=article_id))
    magazine.settle()


# ---- one of each


def test_there_is_one_of_each_however_much_is_open(page: Page, more: Locator) -> None:
    press(more, 6)
    for slug in ("story-2", "story-6"):
        page.locator(f"#item-{slug} [data-keep-reading]").click()
        expect(page.locator(f"#rest-{slug}")).to_contain_text("Rest of")
    expect(page.locator("h1")).to_have_count(1)
    facts = page.locator("script[type='application/ld+json']")
    stories = [text for text in facts.all_text_contents() if "NewsArticle" in text]
    assert len(stories) == 1
    expect(page.locator("head > title")).to_have_count(1)
    expect(page).to_have_title("The story 1 story – Meridian")
    assert page.locator("[data-item] h2").count() == 6
    assert page.locator("[itemscope], [typeof]").count() == 1  # the page's own story
    assert page.locator("[data-item] :is([itemscope], [typeof])").count() == 0


@pytest.mark.parametrize("address", ["/", "/articles/story-1", "/latest/", "/briefs/"])
def test_headings_come_in_order(page: Page, address: str) -> None:
    page.goto(address)
    headings = page.locator("h1, h2, h3, h4, h5, h6").all()
    levels = [int(h.evaluate("h => h.tagName[1]")) for h in headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_very_long_stream_continues_on_another_page(site: Site, page: Page) -> None:
    magazine.publish_many(*(f"story-{number}" for number in range(12, 60)))
    last = Cursor.at(magazine.article("story-59"))
    magazine.settle()
    page.goto(f"/articles/story-1?to={last}")
    expect(page.get_by_role("button", name="More articles")).to_have_count(0)
    page.get_by_role("link", name="More articles").click()
    expect(page).to_have_url(re.compile(r"after="))
    expect(page.locator("[data-item]")).to_have_count(3)
