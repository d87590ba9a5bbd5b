"""What is pasted comes out clean, whichever office it was written in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.newsroom.writing import Writing, clipboard

Write = Callable[..., Writing]
TABLE = "<table>\n<tbody>\n{}</tbody>\n</table>\n"
ROW = "<tr>\n<td>{}</td>\n<td>{}</td>\n</tr>\n"
LISTS = (
    "<ul>\n<li>One\n<ul>\n<li>One and a half</li>\n</ul>\n</li>\n<li>Two</li>\n</ul>\n"
    "<ol>\n<li>First</li>\n{}</ol>\n"
)
FROM_WORD = (
    "<h2>The dry year</h2>\n"
    "<p>The river was <strong>lower</strong> than <em>ever</em>, said Ana Lopez.</p>\n"
    "<h2>A heading</h2>\n"
    + LISTS.format("<li>Second</li>\n")
    + "<blockquote>\n<p>A quotation of weight.</p>\n</blockquote>\n"
    "<p>It was quite dry, see "
    '<a href="https://example.org/report?a=1&amp;b=2">the report</a> and this.</p>\n'
    + TABLE.format(
        ROW.format("<strong>Year</strong>", "<strong>Rain</strong>")
        + ROW.format("2025", "310&nbsp;mm")
    )
)
FROM_GOOGLE_DOCS = (
    "<h2>The dry year</h2>\n"
    "<p>The river was <strong>lower</strong> than <em>ever</em>, H<sub>2</sub>O, "
    '<s>struck</s> and <a href="https://example.org/report"><strong>a link</strong></a>'
    "</p>\n"
    + LISTS.format("")
    + TABLE.format(ROW.format("<strong>Year</strong>", "Rain"))
)
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def story(write: Write) -> Writing:
    """An empty one."""
    story = write("")
    story.text.focus()
    return story


@pytest.mark.parametrize(
    ("program", "wanted"),
    [("word", FROM_WORD), ("google-docs", FROM_GOOGLE_DOCS)],
)
def test_office_comes_out_clean(story: Writing, program: str, wanted: str) -> None:
    story.paste(clipboard(program), "plain").expect_body(wanted)
    notice = story.page.locator("[data-notices]")
    expect(notice).to_contain_text("One picture was left out")


@pytest.mark.parametrize("program", ["word", "google-docs"])
def test_server_keeps_what_was_pasted(story: Writing, program: str) -> None:
    story.paste(clipboard(program), "plain")
    shown = story.body
    story.save()
    stored = story.stored()
    assert (stored.opening + stored.rest).replace(' rel="noopener"', "") == shown


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<h1>One</h1><h4>Two</h4>", "<h2>One</h2>\n<h3>Two</h3>\n"),
        ("<p>a<script>alert(1)</script><style>p{}</style>b</p>", "<p>ab</p>\n"),
        ('<p onclick="alert(1)" hx-get="/x">a</p>', "<p>a</p>\n"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>\n"),
        ("<div>one</div><div>two</div>", "<p>one</p>\n<p>two</p>\n"),
        ('<b style="font-weight:normal">not bold</b>', "<p>not bold</p>\n"),
        ('<span style="font-style:italic">slanted</span>', "<p><em>slanted</em></p>\n"),
        ("<p>10&nbsp;km to&nbsp;go&nbsp;!</p>", "<p>10&nbsp;km to go&nbsp;!</p>\n"),
        (
            '<p>a</p><p dir="rtl" lang="ar" class="x">א</p><p>b</p>',
            '<p>a</p>\n<p dir="rtl">א</p>\n<p>b</p>\n',
        ),
        ("<p>one<br>two</p>", "<p>one<br>\ntwo</p>\n"),
        ("<figure data-picture='3'></figure><p>a</p>", "<p>a</p>\n"),
    ],
)
def test_page_comes_out_clean(story: Writing, html: str, wanted: str) -> None:
    story.paste(html, "plain").expect_body(wanted)


def test_plain_text_stays_plain(story: Writing) -> None:
    story.paste("", "One **line**\nand another").expect_body(
        "<p>One **line**</p>\n<p>and another</p>\n"
    )


def test_formatted_text_can_be_pasted_render_without_context(story: Writing) -> None:
    page = story.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({
          "text/html": new Blob(["<b>Word</b>"], { type: "text/html" }),
          "text/plain": new Blob(["Word"], { type: "text/plain" }),
        })])"""
    )
    story.press("Control+v").expect_body("<p><strong>Word</strong></p>\n")
    story.press("Enter", "Control+Shift+V")
    story.expect_body("<p><strong>Word</strong></p>\n<p>Word</p>\n")


def test_address_becomes_the_link_of_the_words(story: Writing) -> None:
    story.type("the report").press("Control+a").paste("", "https://example.org/a")
    story.expect_body('<p><a href="https://example.org/a">the report</a></p>\n')


def test_address_among_words_stays_a_link(story: Writing) -> None:
    story.type("See ").paste("", VIDEO)
    story.expect_body(f'<p>See <a href="{VIDEO}">{VIDEO}</a></p>\n')


def test_video_alone_on_a_line_becomes_an_embed(story: Writing) -> None:
    story.paste("", VIDEO)
    embed = (
        '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>\n'
    )
    story.expect_body(embed)
    story.text.focus()
    story.press("Control+z").expect_body(f'<p><a href="{VIDEO}">{VIDEO}</a></p>\n')
