"""Plain values in foreign data: text without markup, and hosts of URLs."""

import re
from html import unescape
from urllib.parse import urlsplit

TAG = re.compile(r"<[^<>]*>")


def plain(text: str) -> str:
    """Text without markup and with entities decoded, on one line."""
    return " ".join(unescape(TAG.sub("", text)).split())


def host_of(url: str) -> str:
    """Without "www.", or empty if it is not a URL."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
