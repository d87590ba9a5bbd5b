"""What HTML a text may hold: nh3 has the last word, by an allow-list."""

import re

import nh3

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "br", "pre", "code"),
    *("a", "em", "strong", "b", "i", "s", "sub", "sup", "small", "abbr", "cite", "q"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto"}

# What XML 1.0 cannot carry, section 2.2: a feed that held it could not be read.
CONTROLS = dict.fromkeys({*range(32), *range(127, 160), 0xFFFE, 0xFFFF} - {9, 10, 13})
OPEN_OR_CLOSE = re.compile(r"<(/?)(?!(?:br|hr)\b)[a-zA-Z]")
BREAKS_IN_FRONT = re.compile(r"(<pre[^>]*>)\n+")
MOST_WORK = 500_000
MOST_PASSES = 20


class TangledHTML(ValueError):
    """Elements nested so deeply that parsing them would take for ever."""


def clean_html(html: str) -> str:
    """The allowed part of `html`; cleaning it again changes nothing.

    Raises TangledHTML. What is left when a forbidden element is taken away, or a
    line break after <pre>, can parse otherwise the next time: hence several passes.
    """
    for _ in range(MOST_PASSES):
        before, html = html, _cleaned(html)
        if html == before:
            return html
    raise TangledHTML


def _cleaned(html: str) -> str:
    _refuse_tangles(html)
    cleaned = nh3.clean(
        html.translate(CONTROLS),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )
    return BREAKS_IN_FRONT.sub(r"\1", cleaned)


def _refuse_tangles(html: str) -> None:
    """The parser's time, and its memory, can grow as the depth times the tags."""
    tags = depth = deepest = 0
    for tag in OPEN_OR_CLOSE.finditer(html):
        tags += not tag[1]
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    if tags * deepest > MOST_WORK:
        raise TangledHTML
