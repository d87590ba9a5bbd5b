"""A story deleted while somebody is writing, in a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble
from tests.browser.newsroom.writing import Writing

Write = Callable[..., Writing]


@pytest.fixture
def story(write: Write, enter: Callable[..., Page], trouble: Trouble) -> Writing:
    """A story that Ana has open when Ben deletes it."""
    trouble.expect("410", "404")
    story = write("<p>One.</p>", name="Ana Reyes", headline="The line")
    delete(enter("editor", name="Ben Ito"), story)
    return story


def delete(ben: Page, story: Writing) -> None:
    ben.goto(f"/admin/articles/{story.article_id}")
    ben.get_by_text("Delete", exact=True).click()
    ben.get_by_role("button", name="Delete the story").click()
    expect(ben).to_have_url(re.compile("/admin/articles/$"))


def test_text_becomes_a_new_story(story: Writing) -> None:
    story.end("One.").type(" And more.").wait()
    expect(story.state).to_have_text("Story deleted — kept in this browser")
    story.page.get_by_role("button", name="Save as a new story").press("Enter")
    story.page.wait_for_url(lambda url: not url.endswith(f"/{story.article_id}"))
    expect(story.text).to_contain_text("One. And more.")
    new = Writing(story.page, int(story.page.url.rsplit("/", 1)[1]))
    assert new.article_id > story.article_id
    assert "And more." in new.stored_body()
    assert new.stored().headline == "The line"


@pytest.fixture
def returned(write: Write, enter: Callable[..., Page], trouble: Trouble) -> Page:
    """Ana's browser went down with unsaved text, and Ben deleted the story meanwhile."""
    trouble.expect("ERR_INTERNET_DISCONNECTED", "htmx:error")
    story = write("<p>One.</p>", name="Ana Reyes", headline="The line")
    context = story.page.context
    context.set_offline(True)
    story.end("One.").type(" And more.")
    expect(story.state).to_have_text("Not saved yet")
    story.page.evaluate(
        "() => { window.fetch = () => Promise.reject(new TypeError()); }"
    )
    story.page.close()
    delete(enter("editor", name="Ben Ito"), story)
    context.set_offline(False)
    page = context.new_page()
    page.goto("/admin/")
    return page


def test_text_of_a_closed_tab_becomes_a_new_story(returned: Page) -> None:
    notice = returned.get_by_role("alert")
    expect(notice).to_contain_text("“The line” was deleted")
    notice.get_by_role("button", name="Save as a new story").click()
    expect(returned).to_have_url(re.compile(r"/admin/articles/\d+$"))
    new = Writing(returned, int(returned.url.rsplit("/", 1)[1]))
    expect(new.text).to_contain_text("One. And more.")
    returned.goto("/admin/")
    expect(returned.get_by_role("alert")).to_have_count(0)


def test_text_of_a_closed_tab_can_be_deleted(returned: Page) -> None:
    returned.get_by_role("button", name="Delete it").click()
    expect(returned.get_by_role("alert")).to_have_count(0)
    returned.reload()
    expect(returned.get_by_role("heading", level=1)).to_be_visible()
    assert returned.evaluate("() => Object.keys(localStorage)") == []


def test_old_tab_never_saves_into_the_next_story(
    story: Writing, enter: Callable[..., Page]
) -> None:
    ben = enter("editor", name="Cleo")
    ben.goto("/admin/articles/")
    ben.get_by_role("button", name="New story").first.click()
    expect(ben).to_have_url(re.compile(r"/admin/articles/\d+$"))
    new = Writing(ben, int(ben.url.rsplit("/", 1)[1]))
    story.end("One.").type(" Of the old story.").wait()
    expect(story.state).to_contain_text("Story deleted")
    assert "Of the old story" not in new.stored_body()
