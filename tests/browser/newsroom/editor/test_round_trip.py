"""Opening and saving a text does not change it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from importers.markdown.reading import read_markdown
from models.body.markup import read_body
from tests.browser.newsroom.writing import Writing

Write = Callable[..., Writing]
DEMO = Path(__file__).parents[4] / "demo" / "content"
TEXTS = sorted([*(DEMO / "articles").glob("*.md"), *(DEMO / "pages").glob("*.md")])
ADDED = "<p>zz</p>\n"
ODD = {
    "small marks": (
        '<p lang="fr">Été <em lang="de">über</em> <abbr title="United Nations">UN</abbr> '
        "H<sub>2</sub>O x<sup>2</sup> <small>small</small> <cite>Book</cite> "
        "<q>quoted</q> <b>bee</b> <i>eye</i> <s>s</s></p>\n"
    ),
    "lists": (
        '<ol start="4">\n<li>four</li>\n<li>five\n<ul>\n<li>nested</li>\n</ul>\n</li>\n'
        "</ol>\n<ul>\n<li>\n<p>loose</p>\n</li>\n<li>\n<p>two</p>\n<p>three</p>\n</li>\n"
        "</ul>\n"
    ),
    "table": (
        "<table>\n<caption>The <em>caption</em></caption>\n<thead>\n<tr>\n"
        '<th scope="col">A</th>\n<th scope="col">B</th>\n<th></th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td>1</td>\n<td colspan="2">2 <strong>x</strong></td>\n</tr>\n'
        "</tbody>\n</table>\n"
    ),
    "code": "<pre><code>a\n  b &lt;c&gt;\n</code></pre>\n<pre>bare\n</pre>\n",
    "quotations": (
        "<blockquote>\n<p>Quote</p>\n<blockquote>\n<p>inner</p>\n</blockquote>\n"
        '</blockquote>\n<aside class="pull-quote"><p>Loud</p><p>Who said it</p></aside>\n'
        "<hr>\n"
    ),
    "definitions": (
        "<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n<dd>\n<p>One</p>\n<p>Two</p>\n</dd>\n"
        "</dl>\n"
    ),
    "breaks and links": (
        '<p dir="rtl">one<br>\ntwo <a href="/articles/x" title="t">with <em>em</em> and '
        '<code>code</code></a> &amp; <a href="mailto:a@b.example">a</a></p>\n'
    ),
    "embeds": (
        '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>It &amp; that</figcaption>'
        "</figure>\n"
        '<figure data-embed="x:20"><figcaption></figcaption></figure>\n'
    ),
}


def saved_again(write: Write, opening: str, rest: str) -> tuple[str, str]:
    """The text after adding a paragraph, without which nothing is sent."""
    story = write(f"{opening}<hr data-fold>\n{rest}")
    story.text.evaluate(
        """({ editor }) => {
          const { state, schema } = editor;
          const added = schema.nodes.paragraph.create(null, schema.text("zz"));
          editor.view.dispatch(state.tr.insert(state.doc.content.size, added));
        }"""
    )
    content = story.save().stored()
    return content.opening, content.rest


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_demo_text_is_unchanged(write: Write, path: Path) -> None:
    text = read_markdown(path.read_text().split("---\n", 2)[2])
    wanted = (text.opening, text.rest + ADDED)
    assert saved_again(write, text.opening, text.rest) == wanted


@pytest.mark.parametrize("name", ODD)
def test_elements_without_a_button_are_kept(write: Write, name: str) -> None:
    html = ODD[name]
    body = read_body(html)
    opening, rest = "<p>Before.</p>\n", body.opening + body.rest
    assert saved_again(write, opening, rest) == (opening, rest + ADDED)


def test_opening_a_text_changes_nothing(write: Write) -> None:
    story = write("<p>One</p>\n<p>Two</p>")
    before = story.body
    story.text.click()
    story.press("ArrowDown", "End", "ArrowUp").wait()
    assert story.body == before
    assert story.stored_body() == before
