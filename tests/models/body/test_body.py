"""HTML from the editor or a paste is sanitised and made canonical."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import ROOT
from importers.markdown.figures import numbered
from importers.markdown.reading import read_markdown
from importers.markdown.writing import write_markdown
from models.body.markup import (
    Body,
    TangledHTML,
    clean_body,
    clean_html,
    join_body,
    pictures_in,
    read_body,
)

PICTURE = '<figure data-picture="12"></figure>\n'
EMBED = (
    '<figure data-embed="youtube:dQw4w9WgXcQ">'
    "<figcaption>How it ends</figcaption></figure>\n"
)
QUOTE = '<aside class="pull-quote">\n<p>The line ends here.</p>\n</aside>\n'
DEMO = sorted((ROOT / "demo" / "content").rglob("*.md"))


def tidy(html: str) -> str:
    body = read_body(html)
    return body.opening + body.rest


HEAD = "<thead><tr><th>a</th></tr></thead>"
BODY = "<tbody><tr><td>b</td></tr></tbody>"

# Input, and the expected output without line ends.
AS_THE_EDITOR_WRITES = {
    "paragraphs": ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
    "empty": ("<p></p><p>a</p><p><br></p><p>&nbsp;</p><ul><li></li></ul>", "<p>a</p>"),
    "line break": ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
    "list": (
        "<ul><li><p>a</p></li><li><p>b</p><ol start='1'><li><p>c</p></ol></li></ul>",
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
    ),
    "loose list": (
        "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
        "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
    ),
    "table": (
        "<table><colgroup><col></colgroup><tr><th colspan=1><p>a<tr><td><p>b</table>",
        f"<table>{HEAD}{BODY}</table>",
    ),
    "code": ("<pre><code>a b</code></pre>", "<pre><code>a b</code></pre>"),
    "quotation": (
        "<blockquote>a<p>b</p></blockquote>",
        "<blockquote><p>a</p><p>b</p></blockquote>",
    ),
    "pull quote": (
        "<aside class='pull-quote'><p>The line ends here.</p></aside>",
        QUOTE,
    ),
    "picture": ("<figure data-picture='12' class='x'></figure>", PICTURE),
    "embed": (EMBED, EMBED),
    "rule": ("<p>a</p><hr class='x'><p>b</p>", "<p>a</p><hr><p>b</p>"),
}
AS_PASTED = {
    "other blocks": ("<div>a<div>b</div>c</div>d", "<p>a</p><p>b</p><p>c</p><p>d</p>"),
    "headings": ("<h1>a</h1><h5>b</h5><h2></h2>", "<h2>a</h2><h3>b</h3>"),
    "Google Docs": ("<b style='font-weight:normal'><p>a</p></b>", "<p>a</p>"),
    "Word": ("<p class=Mso>a<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>", "<p>a</p>"),
    "marks around blocks": (
        "<em><p>a</p><p>b</p></em>",
        "<p><em>a</em></p><p><em>b</em></p>",
    ),
    "spaces in marks": (
        "<p>a<strong> b </strong><strong>c </strong>d</p>",
        "<p>a <strong>b c</strong> d</p>",
    ),
    "marks side by side": (
        "<p><strong>a</strong><strong>b</strong> <em></em>c</p>",
        "<p><strong>ab</strong> c</p>",
    ),
    "list in a list": (
        "<ul><li>a</li><ul><li>b</li></ul></ul>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
    ),
    "link to nowhere": ("<a name=x>a</a> <a href=//b>c</a>", "<p>a c</p>"),
    "aside": ("<aside>a</aside>", "<p>a</p>"),
}
WHERE_IT_MAY_NOT_STAND = {
    "figure in a list": (
        f"<ul><li>a{PICTURE}</li><li>b</li></ul>",
        f"<ul><li>a</li><li>b</li></ul>{PICTURE}",
    ),
    "pull quote in a table": (
        f"<table><tbody><tr><td>a{QUOTE}</td></tr></tbody></table>",
        f"<table><tbody><tr><td>a</td></tr></tbody></table>{QUOTE}",
    ),
    "figure of something else": (
        "<figure data-embed='a:b'><img src=x><figcaption>a</figcaption></figure>",
        "<p>a</p>",
    ),
    "words in a picture": (
        "<figure data-picture='12'><figcaption>a</figcaption></figure>",
        f"{PICTURE}<p>a</p>",
    ),
    "caption of blocks": (
        EMBED.replace("How it ends", "<p>How <em>it</em></p><p>ends</p>"),
        EMBED,
    ),
}
SENT = AS_THE_EDITOR_WRITES | AS_PASTED | WHERE_IT_MAY_NOT_STAND


@pytest.mark.parametrize(("sent", "kept"), SENT.values(), ids=SENT)
def test_text_has_one_canonical_form(sent: str, kept: str) -> None:
    assert tidy(sent).replace("\n", "") == kept.replace("\n", "")


def test_output_is_formatted_like_rendered_markdown() -> None:
    """Only pull quotes need tags, and adjacent lists a comment between them."""
    sent = "".join(html for html, _ in AS_THE_EDITOR_WRITES.values())
    body = read_body(sent)
    written = write_markdown(body.opening, body.rest, files={12: "sea.jpg"})
    read = read_markdown(written)
    assert read.opening == body.opening
    assert numbered(read.rest, {1: 12}) == body.rest
    assert "<" not in re.sub("</?aside[^>]*>|<!-- -->", "", written)


def test_lines_of_code_stay_lines() -> None:
    assert tidy("<pre><code>a\n\n  b\n\n</code></pre>") == (
        "<pre><code>a\n\n  b\n</code></pre>\n"
    )
    assert tidy("<pre><div>a</div><div>b<br>c</div></pre>") == (
        "<pre><code>a\nb\nc\n</code></pre>\n"
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p hx-get="/x" data-hx-get="/x" onclick="x()" style="x" id="a b">a</p>',
        '<p data-picture="12" data-embed="youtube:dQw4w9WgXcQ" data-fold>a</p>',
        '<p class="pull-quote">a</p>',
        "<p>a<img src=x><iframe src=x></iframe><style>b</style><script>c</script></p>",
    ],
)
def test_everything_else_is_removed(html: str) -> None:
    assert tidy(html) == "<p>a</p>\n"
    assert clean_body(html) == "<p>a</p>"


@pytest.mark.parametrize(
    ("href", "stays"),
    [
        *(("https://a.b/c?d#e", True), ("http://a.b", True), ("mailto:a@b.c", True)),
        *(("/articles/a", True), ("#a", True), ("//a.b/c", False), ("/\\a.b", False)),
        *(("/\t/a.b", False), ("\\\\a.b", False), ("a", False), ("", False)),
        *(("javascript:x()", False), ("java\nscript:x()", False), ("data:x", False)),
        *(("ftp://a.b", False), ("tel:1", False), (" /a ", True), ("\x01/a", True)),
    ],
)
def test_links_are_absolute_or_internal(href: str, stays: bool) -> None:
    html = f'<p><a href="{href}">a</a></p>'
    assert ("href" in tidy(html)) == stays
    assert ("href" in clean_html(html)) == stays


def test_short_texts_have_no_figures() -> None:
    assert clean_html(f"<p>a</p>{PICTURE}{EMBED}{QUOTE}") == (
        "<p>a</p>\nHow it ends\n\n<p>The line ends here.</p>\n\n"
    )


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x0b", "\x7f", "\x9f", "\ufffe", "\ud800"]
)
def test_characters_that_databases_refuse_are_removed(character: str) -> None:
    assert tidy(f"<p>a{character}b</p>\r\n<pre>\rc</pre>") == (
        "<p>ab</p>\n<pre><code>c\n</code></pre>\n"
    )


# The fold

FOLDED = {
    "at the mark": ("<p>a</p><hr data-fold><p>b</p>", "<p>a</p>"),
    "after the second paragraph": (
        "<p>a</p><h2>b</h2><p>c</p><p>d</p>",
        "<p>a</p><h2>b</h2><p>c</p>",
    ),
    "at the first mark": ("a<hr data-fold>b<hr data-fold>c", "<p>a</p>"),
    "not within something": (
        "<ul><li>a<hr data-fold></li></ul><p>b</p>",
        "<ul><li>a</li></ul><p>b</p>",
    ),
    "within a mere container": ("<div>a<hr data-fold></div><p>b</p>", "<p>a</p>"),
    "not at a mere rule": ("<p>a</p><hr><p>b</p>", "<p>a</p><hr><p>b</p>"),
    "before everything": ("<hr data-fold><p>a</p>", ""),
    "after everything": (
        "<p>a</p><p>b</p><p>c</p><hr data-fold>",
        "<p>a</p><p>b</p><p>c</p>",
    ),
}


@pytest.mark.parametrize(("sent", "opening"), FOLDED.values(), ids=FOLDED)
def test_text_is_divided_at_the_fold(sent: str, opening: str) -> None:
    body = read_body(sent)
    assert body.opening.replace("\n", "") == opening
    assert "data-fold" not in body.opening + body.rest
    assert read_body(join_body(body.opening, body.rest)) == body


def test_editor_sees_the_fold_where_it_is() -> None:
    assert join_body("<p>a</p>", "<p>b</p>") == "<p>a</p><hr data-fold>\n<p>b</p>"
    assert join_body("<p>a</p>\n", "") == "<p>a</p>\n"


def test_pictures_are_found_in_their_order() -> None:
    other = PICTURE.replace("12", "7")
    assert pictures_in(f"{PICTURE}<p>a</p>{other}{PICTURE}") == [12, 7]
    assert pictures_in("<p>data-picture</p>") == []


# Any input

BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "ul", "ol", "li", "table", "tr", "td", "th", "dl"),
    *("caption", "thead", "pre", "blockquote", "aside class=pull-quote", "aside"),
    *("figure data-picture=12", "figure data-embed=youtube:dQw4w9WgXcQ", "figure"),
    *("figcaption", "dt", "dd", "hr data-fold", "hr", "br", "center", "section"),
)
INLINE = ("b", "em", "strong", "a href=/x", "a href=y", "q", "code", "span", "s", "del")
ODD = (
    "svg",
    "math",
    "mtext",
    "template",
    "noscript",
    "select",
    "object",
    "nobr",
    "title",
)


def shreds(*tags: str) -> st.SearchStrategy[str]:
    closing = [f"</{tag.split()[0]}>" for tag in tags]
    return st.sampled_from([*(f"<{tag}>" for tag in tags), *closing])


WORD = st.sampled_from(["W", "W ", " W", "\n"])
SPACES = st.sampled_from(
    [" ", "\n", "&nbsp;", "&#13;", "<!-- c -->", "&lt;p&gt;", "\0"]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(shreds(*BLOCKS, *INLINE, *ODD) | WORD | SPACES, max_size=18))
def test_reading_a_result_again_changes_nothing(sent: list[str]) -> None:
    try:
        body = read_body("".join(sent))
    except TangledHTML:
        return
    assert read_body(join_body(body.opening, body.rest)) == body
    assert clean_body(body.opening) == body.opening
    assert clean_body(body.rest) == body.rest


@settings(max_examples=300, deadline=None)
@given(st.lists(shreds(*BLOCKS, *INLINE) | WORD, max_size=16))
def test_no_word_is_lost(sent: list[str]) -> None:
    words = [part.replace("W", f"w{place}") for place, part in enumerate(sent)]
    kept = re.findall(r"w\d+", re.sub("<[^>]*>", "", tidy("".join(words))))
    assert {*kept} >= {part.strip() for part in words if part.strip().startswith("w")}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*BLOCKS[:9], "blockquote"]), min_size=1, max_size=400))
def test_deep_nesting_is_refused_or_read(tags: list[str]) -> None:
    try:
        body = read_body("".join(f"<{tag}>" for tag in tags) + "word")
    except TangledHTML:
        return
    assert "word" in body.opening + body.rest


# Markdown


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_demo_texts_are_canonical_already(path: Path) -> None:
    text = path.read_text().partition("\n---\n")[2]
    read = read_markdown(text)
    joined = join_body(read.opening, read.rest)
    assert read_body(joined) == Body(read.opening, read.rest)
