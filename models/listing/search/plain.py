"""The words of a body: HTML without its tags, in blocks."""

import re
from html import unescape

# Of these a word can have a part: H<sub>2</sub>O. A <sup> is most often a note.
WITHIN_WORDS = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|i|q|s|small|strong|sub)\b[^>]*>"
)
TAGS = re.compile(r"(?:<[^>]*>)+")


def blocks(html: str) -> list[str]:
    """The text of each paragraph, heading, list item and so on, from cleaned HTML."""
    parts = TAGS.split(WITHIN_WORDS.sub("", html))
    return [unescape(part).strip() for part in parts if part.strip()]
