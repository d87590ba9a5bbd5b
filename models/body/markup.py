"""Sanitises HTML and brings story bodies into canonical form."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.body.allow_list import (
    ATTRIBUTES,
    BODY_ATTRIBUTES,
    BODY_TAGS,
    SENT_ATTRIBUTES,
    SENT_TAGS,
    TAGS,
    cleaned,
)
from models.body.block import QUOTE, Block, html_of
from models.body.bounds import TangledHTML
from models.body.node import Node, read_nodes
from models.body.tidy import TextContext, figure, is_note, note, tidied

__all__ = [
    "PICTURE",
    "Body",
    "TangledHTML",
    "clean_body",
    "clean_html",
    "join_body",
    "pictures_in",
    "read_body",
]
FOLD_MARK = "<hr data-fold>\n"
APART = re.compile(r"<(?:aside|fig|small data-note)")
PICTURE = re.compile(r'<figure data-picture="([0-9]+)"></figure>')
PARAGRAPH = re.compile(r"<p[ >]")
MOST_PASSES = 20
LARGEST_ID = 2**31 - 1  # PostgreSQL's INTEGER: a query for more would fail


@dataclass(frozen=True)
class Body:
    """Clean HTML from before and after the fold."""

    opening: str
    rest: str


def clean_html(html: str) -> str:
    """The allowed part of a short text; cleaning it again changes nothing.

    Raises TangledHTML. Several passes, because what remains after removing an element,
    or a line break after <pre>, may parse differently the next time.
    """
    return _settled(html, lambda html: cleaned(html, TAGS, ATTRIBUTES))


def clean_body(html: str) -> str:
    """The allowed part of a story's body, not normalised. Raises TangledHTML."""
    return _settled(
        html,
        lambda html: _with_whole_figures(cleaned(html, BODY_TAGS, BODY_ATTRIBUTES)),
    )


def read_body(html: str) -> Body:
    """Untrusted HTML as sanitised, canonical HTML, divided at the fold.

    Without a fold marker at the top level, the fold is after the second paragraph.
    Raises TangledHTML.
    """
    for _ in range(MOST_PASSES):
        before, blocks = html, _tidied(html)
        html = html_of(blocks)
        if html == before:
            return _folded(blocks)
    raise TangledHTML


def join_body(opening: str, rest: str) -> str:
    """One text for the editor, which `read_body` divides again. Parses nothing."""
    if rest or not _folds_at_its_end(opening):
        return opening + FOLD_MARK + rest
    return opening


def _folds_at_its_end(opening: str) -> bool:
    """Whether `read_body` would put the fold there without a marker."""
    paragraphs = len(PARAGRAPH.findall(opening))
    return paragraphs < 2 or (paragraphs == 2 and opening.endswith("</p>\n"))


def pictures_in(html: str) -> list[int]:
    """The ids of the pictures in a text, in order, without duplicates."""
    ids = dict.fromkeys(int(id_) for id_ in PICTURE.findall(html))
    return [id_ for id_ in ids if id_ <= LARGEST_ID]


def _settled(html: str, step: Callable[[str], str]) -> str:
    for _ in range(MOST_PASSES):
        before, html = html, step(html)
        if html == before:
            return html
    raise TangledHTML


def _tidied(html: str) -> list[Block]:
    return tidied(read_nodes(cleaned(html, SENT_TAGS, SENT_ATTRIBUTES)))


def _with_whole_figures(html: str) -> str:
    if not APART.search(html):
        return html
    return "".join(map(_at_top, read_nodes(html)))


def _at_top(node: Node | str) -> str:
    if isinstance(node, Node) and node.tag == "figure":
        found = figure(node, TextContext())
        if found and found[0].tag == "figure":
            return html_of(found).rstrip("\n")
    if isinstance(node, Node) and node.attributes == QUOTE:
        return f"<aside{QUOTE}>{_words_of(node.children)}</aside>"
    return _words_of([node])


def _words_of(nodes: Iterable[Node | str]) -> str:
    """Unwraps nested figures and pull quotes, which are only allowed at the top."""
    html = ""
    for node in nodes:
        if isinstance(node, str):
            html += node
        elif is_note(node):
            html += note(node)
        elif node.tag in BODY_TAGS - TAGS:
            html += _words_of(node.children)
        else:
            html += str(Node(node.tag, node.attributes, [_words_of(node.children)]))
    return html


def _folded(blocks: list[Block]) -> Body:
    marks = [place for place, block in enumerate(blocks) if block.folds]
    paragraphs = [place for place, block in enumerate(blocks) if block.tag == "p"]
    ends = [place + 1 for place in paragraphs[1:2]]
    fold = (marks or ends or [len(blocks)])[0]
    opening, rest = blocks[:fold], blocks[fold:]
    return Body(opening=_without_marks(opening), rest=_without_marks(rest))


def _without_marks(blocks: list[Block]) -> str:
    return html_of([block for block in blocks if not block.folds])
