"""What stored HTML is given so that it can be read: direction, and keyboard access."""

import re

# Each takes its direction from its own first letters (HTML, "the dir attribute").
BLOCK = re.compile(
    r"<(p|h2|h3|h4|ul|ol|li|blockquote|aside|dl|dt|dd|caption|th|td)"
    r"(?![^>]* dir=)(?=[ >])"
)
TABLE = re.compile(r"<table\b[^>]*>|</table>")
BEFORE_TABLE = (
    '<div class="prose__scroll" role="group" aria-label="Table" tabindex="0">'
)


def with_directions(html: str) -> str:
    return BLOCK.sub(r'<\1 dir="auto"', html)


def with_keyboard_access(html: str) -> str:
    """What is wider than the page scrolls, and so has to take the focus."""
    html = html.replace("<pre>", '<pre tabindex="0">')
    return TABLE.sub(
        lambda tag: f"{tag[0]}</div>" if tag[0][1] == "/" else BEFORE_TABLE + tag[0],
        html,
    )
