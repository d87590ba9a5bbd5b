"""Tokens of a Markdown text: their line numbers, and HTML in them."""

import re
from collections.abc import Iterable

from markdown_it.token import Token

ASIDE = re.compile(r"<(/?)aside\b", re.IGNORECASE)


class MarkdownProblem(ValueError):
    """`line` counts from 1 within the text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def lower_asides(tokens: Iterable[Token]) -> None:
    """Lowers the level of tokens inside a pull quote, so they are not at the top."""
    within = 0
    for token in tokens:
        token.level += within
        if token.type == "html_block":
            for end in ASIDE.findall(token.content):
                within = max(0, within - 1) if end else within + 1


def raw_html(token: Token) -> list[str]:
    inline = [child.content for child in token.children or () if "html" in child.type]
    return [token.content, *inline] if token.type == "html_block" else inline


def line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
