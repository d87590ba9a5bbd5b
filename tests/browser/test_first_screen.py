"""What the first window of a page shows, before anybody scrolls."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser import magazine
from tests.browser.site import Site
from tests.factories import make_contributor

WINDOWS = [(1280, 800), (360, 740)]
each_window = pytest.mark.parametrize(("width", "height"), WINDOWS)
HEADLINES = {
    "short": "The line",
    "usual": "The shape of the Earth, measured near Quito in 1736",
    "long": "How a continent without an owner came to be measured by those who "
    "never meant to stay, and what became of their lines ",
}


@pytest.fixture
def story(site: Site, page: Page, width: int, height: int) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    return page


def publish(slug: str, **given: Any) -> None:
    values = {"lead_picture": magazine.make_picture(), "dek": magazine.SENTENCE}
    writer = make_contributor(f"Writer of {slug}")
    magazine.publish(slug, **{**values, "contributors": [writer], **given})


def lower_edge(one: Locator) -> float:
    box = one.bounding_box()
    assert box
    return box["y"] + box["height"]


@each_window
@pytest.mark.parametrize("length", HEADLINES)
def test_story_begins_with_picture_headline_and_dek(
    story: Page, height: int, length: str
) -> None:
    publish("first", headline=HEADLINES[length].strip())
    magazine.settle()
    story.goto("/articles/first")
    box = story.locator(".article .picture").first.bounding_box()
    assert box
    assert box["height"] <= 0.55 * height
    assert lower_edge(story.locator("h1")) <= height
    if length != "long":
        assert lower_edge(story.locator(".article__dek")) <= height


@each_window
def test_no_shape_of_picture_hides_the_headline(story: Page, height: int) -> None:
    tall = magazine.make_picture(width=200, height=2500)
    publish("first", lead_picture=tall)
    magazine.settle()
    story.goto("/articles/first")
    assert lower_edge(story.locator("h1")) <= height


@each_window
def test_front_page_begins_with_the_lead_and_the_second_row(
    story: Page, height: int
) -> None:
    for number in range(6):
        publish(f"number-{number}")
    magazine.settle()
    story.goto("/")
    lead, second = story.locator(".leading > .card").all()[:2]
    assert lower_edge(lead.locator(".card__headline")) <= height
    box = second.bounding_box()
    assert box
    assert box["y"] < height - 20


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1280, 640)])
def test_sidebar_never_scrolls_inside_itself(story: Page, height: int) -> None:
    for number in range(8):
        publish(f"number-{number}")
        magazine.publish(f"brief-{number}", kind="brief")
    magazine.settle()
    story.goto("/articles/number-7")
    inner = """() => [...document.querySelectorAll('body *')]
        .filter(one => /auto|scroll/.test(getComputedStyle(one).overflowY))
        .map(one => one.className)"""
    assert story.evaluate(inner) == []
    story.mouse.wheel(0, height)
    field = story.get_by_label("Your e-mail address")
    story.wait_for_function("scrollY > 300")
    assert lower_edge(field) <= height


@pytest.mark.parametrize(("width", "height"), [(1280, 800)])
def test_latest_has_five_and_marks_the_story_that_is_read(story: Page) -> None:
    magazine.set_up(poll_seconds=1)
    for number in range(8):
        publish(f"number-{number}")
    magazine.settle()
    story.goto("/articles/number-6")
    lines = story.locator("#latest-list a")
    assert lines.count() == 5
    with story.expect_response(lambda answer: "/latest/list" in answer.url):
        pass
    here = story.locator("#latest-list [aria-current=page]")
    assert here.all_inner_texts() == ["The number 6 story"]
