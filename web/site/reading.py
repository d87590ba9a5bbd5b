"""Adds text direction and keyboard access to stored HTML."""

import re

# dir="auto" on each: a block's direction follows its first letters (HTML standard).
BLOCK = re.compile(
    r"<(p|h2|h3|h4|ul|ol|li|blockquote|aside|dl|dt|dd|caption|th|td)"
    r"(?![^>]* dir=)(?=[ >])"
)
TABLE = re.compile(r"<table\b[^>]*>|</table>")
BEFORE_TABLE = (
    '<div class="prose__scroll" role="group" aria-label="Table" tabindex="0">'
)


def with_directions(html: str) -> str:
    """`html` may be Markup, which would escape what is put into it."""
    return BLOCK.sub(r'<\1 dir="auto"', str(html))


def with_keyboard_access(html: str) -> str:
    """Makes wide, scrolling blocks focusable, so keyboards can scroll them."""
    html = str(html).replace("<pre>", '<pre tabindex="0">')
    return TABLE.sub(
        lambda tag: f"{tag[0]}</div>" if tag[0][1] == "/" else BEFORE_TABLE + tag[0],
        html,
    )
