"""Every tool of the toolbar, used by keyboard only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.newsroom.writing import Writing

Write = Callable[..., Writing]
SHAPES = {
    "Bold": "<p><strong>Word</strong></p>\n",
    "Italic": "<p><em>Word</em></p>\n",
    "Strikethrough": "<p><s>Word</s></p>\n",
    "Code": "<p><code>Word</code></p>\n",
    "Heading": "<h2>Word</h2>\n",
    "Subheading": "<h3>Word</h3>\n",
    "Bulleted list": "<ul>\n<li>Word</li>\n</ul>\n",
    "Numbered list": "<ol>\n<li>Word</li>\n</ol>\n",
    "Quotation": "<blockquote>\n<p>Word</p>\n</blockquote>\n",
    "Pull quote": '<aside class="pull-quote"><p>Word</p></aside>\n',
    "Code block": "<pre><code>Word</code></pre>\n",
}
KEYS = {
    "Control+b": "Bold",
    "Control+i": "Italic",
    "Control+Shift+S": "Strikethrough",
    "Control+e": "Code",
    "Control+Alt+1": "Heading",
    "Control+Alt+2": "Subheading",
    "Control+Shift+8": "Bulleted list",
    "Control+Shift+7": "Numbered list",
    "Control+Shift+B": "Quotation",
    "Control+Alt+c": "Code block",
}


def tool(story: Writing, name: str) -> Locator:
    return story.page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("name", SHAPES)
def test_tool_shows_its_state_and_toggles(write: Write, name: str) -> None:
    story = write("<p>Word</p>").select("Word").use(name)
    story.expect_body(SHAPES[name])
    expect(tool(story, name)).to_have_attribute("aria-pressed", "true")
    expect(story.text).to_be_focused()
    story.use(name)
    story.expect_body("<p>Word</p>\n")


@pytest.mark.parametrize("keys", KEYS)
def test_keys_do_the_same(write: Write, keys: str) -> None:
    write("<p>Word</p>").select("Word").press(keys).expect_body(SHAPES[KEYS[keys]])


def test_tools_are_one_stop_with_arrows_between(write: Write) -> None:
    story = write("<p>Word</p>").end().press("Alt+F10")
    expect(tool(story, "Bold")).to_be_focused()
    story.press("ArrowRight")
    expect(tool(story, "Italic")).to_be_focused()
    story.press("End")
    expect(tool(story, "Keyboard help")).to_be_focused()
    story.press("ArrowRight")
    expect(tool(story, "Bold")).to_be_focused()
    expect(story.page.locator("[data-tool][tabindex='0']")).to_have_count(1)


def test_escape_leads_back_to_the_same_place(write: Write) -> None:
    story = write("<p>Word</p>").end().press("Alt+F10", "Escape")
    expect(story.text).to_be_focused()
    story.type("s").expect_body("<p>Words</p>\n")


def test_tab_leaves_the_text_after_escape(write: Write) -> None:
    story = write("<ul><li>One</li><li>Two</li></ul>").select("Two").press("Tab")
    story.expect_body("<ul>\n<li>One\n<ul>\n<li>Two</li>\n</ul>\n</li>\n</ul>\n")
    story.press("Escape", "Tab")
    expect(story.text).not_to_be_focused()


def test_tab_leaves_at_once_where_it_has_no_work(write: Write) -> None:
    story = write("<ul><li>One</li></ul><p>Word</p>").select("Word").press("Shift+Tab")
    expect(tool(story, "Bold")).to_be_focused()
    story.expect_body("<ul>\n<li>One</li>\n</ul>\n<p>Word</p>\n")


def test_steps_are_undone_and_redone(write: Write) -> None:
    story = write("<p>Word</p>").end().use("Rule")
    story.expect_body("<p>Word</p>\n<hr>\n")
    story.use("Undo").expect_body("<p>Word</p>\n")
    story.use("Redo").expect_body("<p>Word</p>\n<hr>\n")


def test_undo_never_empties_what_was_opened(write: Write) -> None:
    story = write("<p>Word</p>").end().type("s").press("Control+z", "Control+z")
    story.expect_body("<p>Word</p>\n")
    expect(tool(story, "Undo")).to_have_attribute("aria-disabled", "true")


def test_tool_that_cannot_be_used_says_so(write: Write) -> None:
    story = write("<pre><code>Word</code></pre>").select("Word")
    expect(tool(story, "Bold")).to_have_attribute("aria-disabled", "true")
    before = story.body
    story.reach("Bold").press("Enter")
    story.expect_body(before)


def test_keys_are_explained(write: Write) -> None:
    story = write("<p>Word</p>").end().press("Control+/")
    help_ = story.page.get_by_role("dialog", name="Keyboard help")
    expect(help_).to_contain_text("Ctrl+Shift+Enter")
    story.press("Escape")
    expect(help_).to_be_hidden()
    expect(story.text).to_be_focused()


def test_block_moves_without_a_pointer(write: Write) -> None:
    story = write("<p>One</p><p>Two</p>").end().press("Alt+Shift+ArrowUp")
    story.expect_body("<p>Two</p>\n<p>One</p>\n")
    story.type("!").press("Alt+Shift+ArrowDown")
    story.expect_body("<p>One</p>\n<p>Two!</p>\n")


def test_words_are_counted_while_they_are_written(write: Write) -> None:
    story = write("<p>One two</p>").end()
    count = story.page.locator("[data-word-count]")
    expect(count).to_have_text("2 words · 1 min to read")
    story.type(" three" * 229)
    expect(count).to_have_text("231 words · 2 min to read")


# ---- tables


def table_of(story: Writing) -> tuple[int, int]:
    """The number of rows, and of all cells."""
    return story.text.locator("tr").count(), story.text.locator("th, td").count()


@pytest.fixture
def in_table(write: Write) -> Writing:
    story = write("<p>Word</p>").end().use("Table")
    story.page.get_by_label("Rows").fill("2")
    story.page.get_by_label("Columns").fill("2")
    story.press("Enter")
    expect(story.text.locator("table")).to_be_visible()
    expect(story.text).to_be_focused()
    return story


def test_table_is_filled_by_keyboard(in_table: Writing) -> None:
    in_table.type("A").press("Tab").type("B").press("Tab").type("1").press("Tab").type(
        "2"
    )
    in_table.expect_body(
        "<p>Word</p>\n<table>\n<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
    )


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Row above", (3, 6)),
        ("Row below", (3, 6)),
        ("Remove row", (1, 2)),
        ("Column before", (2, 6)),
        ("Column after", (2, 6)),
        ("Remove column", (2, 2)),
    ],
)
def test_table_grows_and_shrinks(
    in_table: Writing, name: str, size: tuple[int, int]
) -> None:
    in_table.use(name)
    assert table_of(in_table) == size


def test_table_has_headings_where_they_are_wanted(in_table: Writing) -> None:
    headings = in_table.text.locator("th")
    in_table.use("Heading row")
    expect(headings).to_have_count(0)
    in_table.use("Heading column")
    expect(headings).to_have_count(2)


def test_table_is_captioned(in_table: Writing) -> None:
    in_table.use("Caption")
    expect(tool(in_table, "Caption")).to_have_attribute("aria-pressed", "true")
    in_table.type("What it shows")
    assert "<caption>What it shows</caption>" in in_table.body
    in_table.save()
    assert "<caption>What it shows</caption>" in in_table.stored_body()
    in_table.use("Caption")
    expect(in_table.text.locator("[data-caption]")).to_have_count(0)


def test_table_is_removed_with_its_tools(in_table: Writing) -> None:
    in_table.page.get_by_role("button", name="Remove table", exact=True).click()
    in_table.expect_body("<p>Word</p>\n")
    expect(in_table.page.get_by_role("group", name="Table")).to_be_hidden()


# ---- the fold

FOLD = '<hr data-fold="">\n'


def test_fold_goes_where_the_cursor_is(write: Write) -> None:
    story = write("<p>One</p><p>Two</p><p>Three</p>").select("One").use("Fold here")
    story.expect_body(f"{FOLD}<p>One</p>\n<p>Two</p>\n<p>Three</p>\n")
    story.end("One").press("Control+Shift+Enter")
    story.expect_body(f"<p>One</p>\n{FOLD}<p>Two</p>\n<p>Three</p>\n")
    story.save()
    assert story.stored().opening == "<p>One</p>\n"


def test_fold_can_be_removed(write: Write) -> None:
    story = write("<p>One</p><hr data-fold><p>Two</p><p>Three</p>").end()
    fold = story.text.locator(".inset--fold")
    expect(fold).to_contain_text("readers press to see what follows")
    fold.get_by_role("button", name="Remove").press("Enter")
    expect(fold).to_have_count(0)
    expect(story.text.get_by_text("Folds here unless")).to_be_visible()
    story.save()
    assert story.stored().opening == "<p>One</p>\n<p>Two</p>\n"


def test_second_fold_replaces_the_first(write: Write) -> None:
    story = write("<p>One</p><hr data-fold><p>Two</p><p>Three</p>").end()
    copied = '<p data-pm-slice="0 0 []">More</p><hr data-fold=""><p>Even more</p>'
    story.paste(copied)
    expect(story.text.locator(".inset--fold")).to_have_count(1)
    assert story.body.index(FOLD) > story.body.index("More")
