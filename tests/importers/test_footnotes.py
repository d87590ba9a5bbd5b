"""Footnotes in Markdown are read, kept by the editor, and written again."""

import pytest

from importers.markdown.reading import read_markdown
from importers.markdown.tokens import MarkdownProblem
from importers.markdown.writing import write_markdown
from models.body.markup import Body, clean_body, join_body, read_body

TEXTS = {
    "one": "Fact.[^1]\n\n[^1]: Ibid.\n",
    "with marks": "Fact.[^a]\n\n[^a]: *Ibid.*, [p. 3](https://example.org/).\n",
    "several lines": "Fact.[^1] More.[^2]\n\n[^1]: Ibid.\n\n    Second.\n[^2]: Next.\n",
    "in a list": "- a[^1]\n- b\n\n[^1]: Ibid.\n",
    "in a heading": "## Head[^1]\n\nText.\n\n[^1]: Ibid.\n",
    "in a table": "| a[^1] |\n| --- |\n| b |\n\n[^1]: One | two.\n",
    "in a quotation": "> a[^1]\n>\n> [^1]: Ibid.\n",
    "used twice": "a[^1] b[^1]\n\n[^1]: Ibid.\n",
    "behind the fold": "a[^1]\n\nb\n\nc[^2]\n\n[^1]: One.\n[^2]: Two.\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_notes_survive_a_round_trip(text: str) -> None:
    read = read_markdown(text)
    assert '<small data-note="">' in read.opening + read.rest
    assert "[^" not in read.opening + read.rest
    written = write_markdown(read.opening, read.rest)
    assert "[^1]: " in written
    assert read_markdown(written) == read
    joined = join_body(read.opening, read.rest)
    assert read_body(joined) == Body(read.opening, read.rest)
    assert clean_body(joined) == joined.replace("<hr data-fold>", "<hr>")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a\n\n[^1]: Ibid.\n", 3, "Nothing refers to the footnote"),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c\n", 5, "There is a second footnote"),
        (f"{'[^1]' * 600}\n\n[^1]: {'a' * 1000}\n", 3, "The footnotes are too long"),
    ],
)
def test_unused_and_repeated_notes_are_problems(
    text: str, line: int, says: str
) -> None:
    with pytest.raises(MarkdownProblem, match=says) as problem:
        read_markdown(text)
    assert problem.value.line == line


def test_other_brackets_stay_text() -> None:
    read = read_markdown("[^none] and `[^1]`\n")
    assert read.opening == "<p>[^none] and <code>[^1]</code></p>\n"


def test_notes_cannot_be_nested() -> None:
    sent = "<p>a<small data-note>b <small data-note>c</small><q>d</q></small></p>"
    assert read_body(sent).opening == (
        '<p>a<small data-note="">b c<q>d</q></small></p>\n'
    )


def test_link_targets_are_kept() -> None:
    read = read_markdown('<h2 id="part">Part</h2>\n\n[there](#part)\n')
    assert '<h2 id="part">' in read.opening
    assert read_markdown(write_markdown(read.opening, read.rest)) == read
    sent = '<p><a name="x"></a>a</p><p id="a b">b <a id="y" href="#x">c</a></p>'
    assert read_body(sent).opening == (
        '<p id="x">a</p>\n<p id="y">b <a href="#x" rel="noopener">c</a></p>\n'
    )
