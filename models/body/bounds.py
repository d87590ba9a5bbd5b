"""Limits on HTML, checked in linear time before it is parsed.

Parsing time is quadratic in the depth, in the attributes of a tag, and in the `&` and
no-break spaces of a run of text. A small text cannot contain enough of them to matter.
A large one must have every tag closed in order, as our editor and Markdown write it,
because only then is its depth known without parsing. See docs/decisions/0032.
"""

import re

SMALL = 100_000  # characters
FEW = 1_000  # elements
MOST_ELEMENTS = 5_000
DEEPEST = 120
# For each run of text, its length times the number of characters to escape; a text at
# this limit took 0.1 seconds.
MOST_ESCAPING = 5_000_000_000

START = re.compile(r"<[a-zA-Z]")
ESCAPED = re.compile("[&\xa0]")
PLAIN = re.compile(
    r"<!--[^<>]*-->|[^<]+"
    r'|<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:\s[a-zA-Z-]+(?:="[^"]*")?){0,20}\s*/?>'
)
VOID = {"br", "hr", "img", "wbr"}
# Parsers switch modes inside these, so what looks like a tag may not be one.
UNUSUAL = {
    *("frameset", "iframe", "math", "noembed", "noframes", "noscript", "object"),
    *("plaintext", "script", "select", "style", "svg", "template", "textarea"),
    *("applet", "marquee", "title", "xmp"),
}

DEEP = (
    "This text is nested too deeply. Use fewer lists within lists, or paste it "
    "as plain text."
)
MANY = f"This text has more than {MOST_ELEMENTS:,} elements. Shorten it."
UNCLOSED = (
    "This text is long, and its tags are not closed in order, or nested too deeply. "
    "Close them, or paste it as plain text."
)
SPECIAL = "This text has too many special characters, such as &. Shorten it."


class TangledHTML(ValueError):
    """Parsing would take too long; the message says why and what to do."""

    def __init__(self, message: str = DEEP) -> None:
        super().__init__(message)


def refuse_costly(html: str) -> None:
    """Raises TangledHTML for HTML that is too costly to parse."""
    elements = len(START.findall(html))
    if elements > MOST_ELEMENTS:
        raise TangledHTML(MANY)
    if len(html) > SMALL or elements > FEW:
        _refuse_unless_plain(html)


def _refuse_unless_plain(html: str) -> None:
    open_tags: list[str] = []
    end = escaping = 0
    for token in PLAIN.finditer(html):
        if token.start() != end:
            break
        end = token.end()
        escaping += len(token[0]) * len(ESCAPED.findall(token[0]))
        if token[2]:
            _follow(open_tags, token[2].lower(), closes=bool(token[1]))
    if end != len(html) or open_tags:
        raise TangledHTML(UNCLOSED)
    if escaping > MOST_ESCAPING:
        raise TangledHTML(SPECIAL)


def _follow(open_tags: list[str], tag: str, *, closes: bool) -> None:
    if tag in VOID:
        return
    if tag in UNUSUAL or (closes and open_tags[-1:] != [tag]):
        raise TangledHTML(UNCLOSED)
    if closes:
        open_tags.pop()
    else:
        open_tags.append(tag)
    if len(open_tags) > DEEPEST:
        raise TangledHTML(UNCLOSED)
