"""Pasted text is cleaned, whichever program it comes from."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.newsroom.writing import Writing, clipboard

Write = Callable[..., Writing]
ORDERED = '<ol start="{}">\n<li>{}</li>\n</ol>\n'
MARKER = "<span style='mso-list:Ignore'>3.</span>"
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
def test_office_html_is_cleaned(story: Writing, program: str, wanted: str) -> None:
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
        (
            "<pre>  a<br>\n    <b>b</b>\n\nc  d</pre>",
            "<pre><code>  a\n\n    b\n\nc  d</code></pre>\n",
        ),
        (
            '<div style="white-space: pre"><div>if x:</div><div>    y</div></div>',
            "<pre><code>if x:\n    y\n</code></pre>\n",
        ),
        (
            "<p>One<br>&nbsp;&nbsp;&nbsp;two</p>",
            "<p>One<br>\n&nbsp;&nbsp;&nbsp;two</p>\n",
        ),
        (
            "<ol start=3><li>a</li></ol><p>b</p><ol><li value=7>c</li></ol>",
            ORDERED.format(3, "a") + "<p>b</p>\n" + ORDERED.format(7, "c"),
        ),
        (
            f"<p style='mso-list:l0 level1 lfo1'>{MARKER}a</p>",
            ORDERED.format(3, "a"),
        ),
    ],
)
def test_web_page_html_is_cleaned(story: Writing, html: str, wanted: str) -> None:
    story.paste(html, "plain").expect_body(wanted)


def test_plain_text_stays_plain(story: Writing) -> None:
    story.paste("", "One **line**\nand another").expect_body(
        "<p>One **line**</p>\n<p>and another</p>\n"
    )


def test_formatted_text_can_be_pasted_as_plain_text(story: Writing) -> None:
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


def test_pasted_address_links_the_selected_text(story: Writing) -> None:
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


WORD_NOTE = (
    "<p class=MsoNormal>A fact.<a href='#_ftn1' name='_ftnref1'><span "
    "class=MsoFootnoteReference>[1]</span></a> More.</p><div><hr><div id=ftn1>"
    "<p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'><span "
    "class=MsoFootnoteReference>[1]</span></a> <i>Ibid.</i>, p. 3.</p></div></div>"
)
DOCS_NOTE = (
    "<p><span>A fact.</span><sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup>"
    "<span> More.</span></p><hr><div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a>"
    "<span> </span><i>Ibid.</i><span>, p. 3.</span></p></div>"
)


@pytest.mark.parametrize("html", [WORD_NOTE, DOCS_NOTE], ids=["word", "docs"])
def test_footnotes_go_where_they_are_referred_to(story: Writing, html: str) -> None:
    note = '<small data-note=""><em>Ibid.</em>, p. 3.</small>'
    story.paste(html, "plain").expect_body(f"<p>A fact.{note} More.</p>\n")


def test_link_on_the_page_keeps_its_target(story: Writing) -> None:
    html = "<p><a href='#x'>Below</a></p><h2><a name='x'></a>Part</h2>"
    story.paste(html, "plain").expect_body(
        '<p><a href="#x">Below</a></p>\n<h2 id="x">Part</h2>\n'
    )


NEXT_FRAME = (
    "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
)


def test_footnote_is_written_in_the_text(story: Writing) -> None:
    story.type("A fact.Ibid.").press(*["Shift+ArrowLeft"] * 5)
    story.page.evaluate(NEXT_FRAME)  # the editor hears of the selection by an event
    story.press("Control+Alt+f")
    story.expect_body('<p>A fact.<small data-note="">Ibid.</small></p>\n')
