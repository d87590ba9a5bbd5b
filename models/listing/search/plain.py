"""The words of a body: HTML without its tags, in blocks."""

import re
from html import unescape

# 21<sup>st</sup> is one word; a superscript number is a note or an exponent.
RAISED_NUMBER = re.compile(r"<sup\b[^>]*>(?=(?:<[^>]*>)*[^a-zA-Z<]*\d)")
# All other inline elements may be inside a word: H<sub>2</sub>O, <b>W</b>ater.
WITHIN_WORDS = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|em|i|q|s|small|span|strong|sub|sup)\b[^>]*>"
)
TAGS = re.compile(r"(?:<[^>]*>)+")


def blocks(html: str) -> list[str]:
    """The text of each paragraph, heading, list item and so on, from sanitised HTML."""
    parts = TAGS.split(WITHIN_WORDS.sub("", RAISED_NUMBER.sub("<hr>", html)))
    return [unescape(part).strip() for part in parts if part.strip()]
