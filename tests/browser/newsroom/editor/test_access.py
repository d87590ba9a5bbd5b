"""The story editor and its dialogs pass automatic accessibility checks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.newsroom.writing import Writing
from tests.browser.test_accessibility import EVERYTHING, all_faults, faults

Write = Callable[..., Writing]
EMBED = (
    '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>What</figcaption></figure>'
)
EVERY_BLOCK = (
    "<p>One <strong>two</strong> <a href='/articles/x'>three</a></p><p>Four</p>"
    "<hr data-fold><h2>Five</h2><ul><li>Six</li></ul><blockquote><p>Seven</p></blockquote>"
    '<aside class="pull-quote"><p>Eight</p></aside>'
    "<table><caption>Nine</caption><tr><th>Ten</th></tr><tr><td>Eleven</td></tr></table>"
    f"{EMBED}<pre><code>Twelve</code></pre><h3>Thirteen</h3><p>Fourteen</p>"
)
DIALOGS = ("Link", "Video or post", "Table", "Keyboard help")


def test_text_and_tools_have_no_fault(write: Write) -> None:
    story = write(EVERY_BLOCK)
    story.text.locator("td p").click()
    expect(story.page.get_by_role("group", name="Table")).to_be_visible()
    assert all_faults(story.page) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_dialog_has_no_fault_and_hands_the_focus_back(write: Write, name: str) -> None:
    story = write("<p>Word</p>").end().use(name)
    dialog = story.page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    assert faults(story.page, EVERYTHING) == []
    story.press("Escape")
    expect(dialog).to_be_hidden()
    expect(story.text).to_be_focused()
    story.type("s").expect_body("<p>Words</p>\n")


def test_nothing_is_too_wide_for_a_phone(write: Write) -> None:
    story = write(EVERY_BLOCK)
    story.page.set_viewport_size({"width": 360, "height": 800})
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not story.page.evaluate(wide)


def test_text_has_the_name_of_its_field(write: Write) -> None:
    story = write("<p>Word</p>")
    expect(story.page.get_by_role("textbox", name="Text", exact=True)).to_be_visible()
    expect(story.page.locator("[name=body]")).to_be_hidden()
