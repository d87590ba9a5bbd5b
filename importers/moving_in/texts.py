"""Shortens texts of other systems to the lengths of columns."""

from models.input_rules import clean_line, clean_text

ELLIPSIS = "…"


def fit(text: str, most: int) -> str:
    """At most `most` characters, cut at a word."""
    return _cut(clean_text(text), most)


def fit_line(text: str, most: int) -> str:
    return _cut(clean_line(text), most)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    start = text[: most - 1]
    return (start.rpartition(" ")[0] or start) + ELLIPSIS
