"""Links: to an address, or to a story of ours that is found by typing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.newsroom.writing import Writing
from tests.factories import make_article

Write = Callable[..., Writing]


@pytest.fixture
def story(write: Write) -> Writing:
    make_article(slug="the-line-at-greenwich", headline="The line at Greenwich")
    make_article(slug="the-lake-that-moves", headline="The lake that moves")
    return write("<p>Word</p>").select("Word")


def address(story: Writing) -> Locator:
    return story.page.get_by_role("combobox", name="Address")


def test_address_becomes_a_link(story: Writing) -> None:
    story.press("Control+k").type("example.org/report").press("Enter")
    story.expect_body('<p><a href="https://example.org/report">Word</a></p>\n')
    expect(story.text).to_be_focused()
    assert story.save().stored_body().count("https://example.org/report") == 1


def test_own_story_is_found_by_typing(story: Writing) -> None:
    story.use("Link").type("greenwich")
    option = story.page.get_by_role("option", name="The line at Greenwich")
    expect(option).to_be_visible()
    expect(address(story)).to_have_attribute("aria-expanded", "true")
    story.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    story.press("Enter")
    expect(address(story)).to_have_value("/articles/the-line-at-greenwich")
    story.press("Enter")
    story.expect_body('<p><a href="/articles/the-line-at-greenwich">Word</a></p>\n')


def test_escape_closes_the_list_before_the_dialog(story: Writing) -> None:
    story.press("Control+k").type("lake")
    option = story.page.get_by_role("option", name="The lake that moves")
    expect(option).to_be_visible()
    story.press("Escape")
    expect(option).to_be_hidden()
    expect(address(story)).to_be_focused()
    story.press("Escape")
    expect(story.text).to_be_focused()


def test_what_is_no_address_is_refused(story: Writing) -> None:
    story.press("Control+k").type("javascript:alert(1)").press("Enter")
    expect(story.page.get_by_text("This is not an address")).to_be_visible()
    expect(address(story)).to_be_focused()
    story.expect_body("<p>Word</p>\n")


def test_without_words_the_link_brings_its_own(story: Writing) -> None:
    story.end().type(" ").press("Control+k").type("greenwich")
    story.page.get_by_role("option", name="The line at Greenwich").click()
    story.press("Enter")
    link = '<a href="/articles/the-line-at-greenwich">The line at Greenwich</a>'
    story.expect_body(f"<p>Word {link}</p>\n")
    story.type(" goes on").expect_body(f"<p>Word {link} goes on</p>\n")


def test_link_is_changed_and_removed_as_a_whole(write: Write) -> None:
    story = write('<p><a href="/articles/a">Three words here</a></p>').end()
    story.press("ArrowLeft")
    expect(story.page.locator("[data-tool=link]")).to_have_attribute(
        "aria-pressed", "true"
    )
    story.press("Control+k")
    expect(address(story)).to_have_value("/articles/a")
    address(story).fill("/articles/b")
    story.press("Enter").expect_body(
        '<p><a href="/articles/b">Three words here</a></p>\n'
    )
    story.press("Control+k")
    story.page.get_by_role("button", name="Remove link").press("Enter")
    story.expect_body("<p>Three words here</p>\n")
