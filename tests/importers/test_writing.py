"""Stored HTML becomes Markdown, and reads as the same again."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importers.markdown.figures import named
from importers.markdown.reading import FOLD, FoldedText, read_markdown
from importers.markdown.tokens import MarkdownProblem
from importers.markdown.writing import write_markdown
from models.body.markup import TangledHTML, clean_html
from tests.importers.texts import CLEAN, WORDS, bodies

RAW_TAGS = (
    *("<p>", "<b>", "<a>", "<object>", "</a>", "<table>", "<td>", "<pre>\n"),
    *("<li>", "<svg>"),
)
RAW = st.lists(
    st.one_of(
        WORDS,
        st.sampled_from(
            [
                "<p>",
                "<b>",
                "<a>",
                "<object>",
                "</a>",
                "<table>",
                "<td>",
                "<pre>",
                "<li>",
                "<svg>",
            ]
        ),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(CLEAN, CLEAN)
@example("<p>Bare", "")
@example("text at the top", "<em>a</em> and\n\nmore ")
@example("<ul><li>a</li></ul><ul><li>b</li></ul>", "\n\n<p>c</p>")
@example("<pre>a\n\n\n b\n</pre>", "\n")
def test_what_is_written_reads_as_the_same(opening: str, rest: str) -> None:
    opening, rest = clean_html(opening), clean_html(rest)
    assert read_markdown(write_markdown(opening, rest)) == FoldedText(opening, rest)


FILES = {7: "../pictures/sea.jpg", 12: "../pictures/a (b) é.jpg"}


@settings(max_examples=200, deadline=None)
@given(bodies(*FILES), bodies(*FILES))
@example('<figure data-picture="7"></figure>', '<figure data-picture="7"></figure>')
@example('text<figure data-picture="7"></figure>text', "")
@example('<aside class="pull-quote"><p>a</p><p>b</p><p>c</p></aside>', "<p>d</p>")
def test_figures_read_as_the_same(opening: str, rest: str) -> None:
    written = write_markdown(opening, rest, files=FILES)
    read = read_markdown(written)
    names = {number: image.file for number, image in enumerate(read.images, 1)}
    assert named(read.opening, names) == named(opening, FILES)
    assert named(read.rest, names) == named(rest, FILES)


@settings(max_examples=100, deadline=None)
@given(CLEAN)
def test_a_text_without_a_fold_reads_as_the_same(html: str) -> None:
    written = write_markdown(html, "", is_story=False)
    read = read_markdown(written, is_story=False)
    assert read.opening + read.rest == html


@settings(max_examples=200, deadline=None)
@given(RAW | CLEAN)
def test_cleaning_twice_changes_nothing(html: str) -> None:
    try:
        cleaned = clean_html(html)
    except TangledHTML:
        return
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    "html", ["<b>" * 100_000, "<ul><li>" * 50_000, "<p><i lang=a>" * 900]
)
def test_tangled_html_is_refused_at_once(html: str) -> None:
    with pytest.raises(MarkdownProblem, match=r"too deeply|more than 5,000 elements"):
        read_markdown(html)


def test_control_characters_never_reach_a_feed() -> None:
    assert clean_html("<p>a&#7;b\x00c&#xfffe;d</p>") == "<p>abcd</p>"


MARKDOWN = """\
The *first* paragraph, with **strength**, `code` and [a link](https://a.b "its title").

The second: snake_case, 3 * 4, AT&T, a < b, 1984. And an H<sub>2</sub>O.

<!-- fold -->

## A heading

- One
- Two
  - Three

1. First
2. Second

> A quotation.

| Place | Metres |
| --- | --- |
| Quito | 2850 |

```
code

with a gap
```

---

<dl>
<dt>A term</dt>
<dd>Its meaning</dd>
</dl>

The last.\\
Its second line."""


def test_ordinary_markdown_is_written_as_it_was() -> None:
    text = read_markdown(MARKDOWN)
    expected = MARKDOWN.replace(f"{FOLD}\n\n", "")
    assert write_markdown(text.opening, text.rest) == expected


def test_only_the_block_that_needs_it_stays_html() -> None:
    written = write_markdown('<p>One</p>\n<p dir="rtl">Two</p>\n<p>Three</p>\n', "")
    assert written == 'One\n\n<p dir="rtl">Two</p>\n\nThree'


def test_unclean_text_is_written_as_well_as_it_goes() -> None:
    assert "words" in write_markdown("<p>some", " words</p>")


def test_nesting_without_end_is_no_error() -> None:
    html = clean_html("<em>" * 600 + "x")
    assert read_markdown(write_markdown(html, "")) == FoldedText(html, "")
