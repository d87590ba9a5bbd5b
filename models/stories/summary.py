"""What a story says of itself in a sentence: its dek, or else how it begins."""

import re
from html import unescape

PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SENTENCE = re.compile(r".+?[.!?…。！？][\"'”’»)]*(?=\s|$)")
LONGEST = 300  # characters


def first_sentence(body: str) -> str:
    """Of the first paragraph with words in it, as plain text."""
    texts = (_plain(html) for html in PARAGRAPH.findall(body))
    text = next(filter(None, texts), "")
    found = SENTENCE.match(text)
    sentence = found[0] if found else text
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[:LONGEST].rpartition(" ")[0] + "…"


def _plain(html: str) -> str:
    return " ".join(unescape(TAG.sub("", html)).split())
