"""The first sentence of a text: the summary of a story without a dek."""

import re
from html import unescape

LONGEST = 300  # characters
PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
NOTE = re.compile(r'<small data-note="">.*?</small>', re.DOTALL)
TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
# No sentence ends after an initial or a short title, as in “J. Smith” and “Dr. Smith”.
# Chinese and Japanese have no space between sentences.
END = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|St|No))(?<!\bMrs)[.!?…]+[\"'”’»)\]]*"
    r"(?=\s+[^a-z\s]|\s*\Z)|[。！？]+[”」』）]*"
)


def first_sentence(html: str) -> str:
    """Plain text of at most LONGEST characters; empty if there are no words."""
    for paragraph in PARAGRAPH.findall(html):
        words = " ".join(unescape(TAG.sub(_space, NOTE.sub("", paragraph))).split())
        if words:
            return _shortened(_cut(words))
    return ""


def _space(tag: re.Match[str]) -> str:
    """A line break separates words; other tags may be inside a word."""
    return " " if tag[2] == "br" else ""


def _cut(words: str) -> str:
    end = END.search(words)
    return words[: end.end()] if end else words


def _shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return f"{words[: LONGEST - 1].rpartition(' ')[0] or words[: LONGEST - 1]}…"
