"""Tokens of a text, for comparison: each with the tags around it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from models.body.alignment import Step
from models.body.node import Node

# Scripts without spaces between words, such as Chinese, give one token per character.
TOKEN = re.compile(
    r"&#?\w+;|\s+|[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\s&.,;:!?…·()\[\]{}“”„«»\"\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]+|."
)
WORD = re.compile(r"\w")
LONGEST_ISLAND = 2  # words; a shorter unchanged run between changes counts as changed


class Token(NamedTuple):
    """A word, a sign or a space as HTML; `marks` are the opening tags around it."""

    html: str
    marks: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        return WORD.search(self.html) is not None


def tokens_of(
    nodes: Iterable[Node | str], marks: tuple[str, ...] = ()
) -> Iterator[Token]:
    for node in nodes:
        if isinstance(node, str):
            yield from (Token(html, marks) for html in TOKEN.findall(node))
        elif node.tag == "br":
            yield Token("<br>", marks)
        else:
            opening = f"<{node.tag}{node.attributes}>"
            yield from tokens_of(node.children, (*marks, opening))


def without_islands(found: Iterable[Step[Token]]) -> list[Step[Token]]:
    """Merges short unchanged runs into the changes around them, for legibility."""
    return _without_islands(_without_islands(list(found), 0), LONGEST_ISLAND)


def _without_islands(found: list[Step[Token]], longest: int) -> list[Step[Token]]:
    stays = [
        step.is_same and not _is_island(found, place, longest)
        for place, step in enumerate(found)
    ]
    marked = zip(stays, found, strict=True)
    groups = [
        (is_same, [step for _, step in group])
        for is_same, group in groupby(marked, key=itemgetter(0))
    ]
    return [Step(is_same, *_joined(group)) for is_same, group in groups]


def _joined(group: list[Step[Token]]) -> tuple[list[Token], list[Token]]:
    old = [token for step in group for token in step.old]
    return old, [token for step in group for token in step.new]


def _is_island(found: list[Step[Token]], place: int, longest: int) -> bool:
    if not 0 < place < len(found) - 1:
        return False
    words = _count(found[place].new)
    around = min(
        max(_count(step.old), _count(step.new))
        for step in (found[place - 1], found[place + 1])
    )
    return words <= longest and 2 * words <= around


def _count(tokens: Iterable[Token]) -> int:
    return sum(token.is_word for token in tokens)


def written(tokens: Sequence[Token]) -> str:
    html = ""
    marks: tuple[str, ...] = ()
    for token in [*tokens, Token("")]:
        same = [a == b for a, b in zip(marks, token.marks, strict=False)]
        kept = same.index(False) if False in same else len(same)
        html += "".join(_closing(mark) for mark in reversed(marks[kept:]))
        html += "".join(token.marks[kept:]) + token.html
        marks = token.marks
    return html


def _closing(mark: str) -> str:
    return f"</{mark[1:].partition(' ')[0].rstrip('>')}>"
