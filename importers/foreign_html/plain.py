"""The text of foreign HTML."""

import re
from html import unescape

TAG = re.compile(r"<[^>]*>")


def plain(text: str) -> str:
    """Text without markup and with entities decoded, on one line."""
    return " ".join(unescape(TAG.sub("", text)).split())
