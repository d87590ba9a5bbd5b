"""HTML that would take too long to parse is refused with a message."""

import time
from contextlib import suppress

import pytest

from models.body.bounds import TangledHTML
from models.body.markup import clean_html, read_body

MOST = 2_000_000  # characters of a story
LONGEST = 1.0  # seconds of processor time


def filled(html: str) -> str:
    return html * (MOST // len(html))


HOSTILE = {
    "ampersands": filled("&"),
    "entities": filled("&amp;"),
    "no-break spaces": filled("\xa0"),
    "in an attribute": f'<p lang="{filled("&")}">x</p>',
    "attributes": f"<p {' '.join(f'a{n}' for n in range(250_000))}>x</p>",
    "depth": filled("<div>"),
    "depth behind false ends": filled("<b></x>"),
    "formatting again and again": "<b lang=a></x>" * 2000 + filled("<p>x</p>"),
    "marks that a table hides": filled("<b lang=a><table></b></table>"),
    "many elements": filled("<p>a</p>"),
    "breaks": filled("<br>"),
    "paragraphs": f"<p>{'a &amp; b ' * 40}</p>\n" * 4900,
    "marks": f"<p>{'<em><strong>a</strong></em> ' * 2400}</p>",
    "comments": filled("<!---->"),
    "unclosed comments": filled("<!--"),
    "less than": filled("<"),
    "words": filled("word "),
    "small": "&" * 99_999,
    "few": "<b lang=a></x>" * 500 + "<p>x</p>" * 499,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_longer_than_a_second(html: str) -> None:
    began = time.process_time()
    for read in (read_body, clean_html):
        with suppress(TangledHTML):
            read(html)
    assert time.process_time() - began < 2 * LONGEST


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<p>a</p>" * 5001, "more than 5,000 elements"),
        (f"<p>{'&amp;' * 100_000}</p>", "too many special characters"),
        ("<p>a" * 1001, "not closed in order"),
        ("<ul><li>" * 400, "nested too deeply"),
        ("<script>" + "a" * 100_000 + "</script>", "not closed in order"),
    ],
)
def test_refusal_has_a_message(html: str, says: str) -> None:
    with pytest.raises(TangledHTML, match=says):
        read_body(html)


def test_long_canonical_text_is_accepted() -> None:
    html = "<p>A <em>long</em> text\xa0& “more”.</p>\n".replace("&", "&amp;") * 2400
    body = read_body(f"<!-- note -->{html}")
    assert (body.opening + body.rest).count("<em>long</em>") == 2400
