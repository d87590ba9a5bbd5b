"""What HTML a text may hold: short texts, and the bodies of stories."""

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
LARGEST_ID = 2**31 - 1  # of an INTEGER column: a query for more would fail


@dataclass(frozen=True)
class Body:
    """Clean HTML from before and after the fold."""

    opening: str
    rest: str


def clean_html(html: str) -> str:
    """The allowed part of a short text; cleaning it again changes nothing.

    Raises TangledHTML. What is left when a forbidden element is taken away, or a
    line break after <pre>, can parse otherwise the next time: hence several passes.
    """
    return _settled(html, lambda html: cleaned(html, TAGS, ATTRIBUTES))


def clean_body(html: str) -> str:
    """The allowed part of a story's body, otherwise as it is. Raises TangledHTML."""
    return _settled(
        html,
        lambda html: _with_whole_figures(cleaned(html, BODY_TAGS, BODY_ATTRIBUTES)),
    )


def read_body(html: str) -> Body:
    """What an editor or a paste sends: clean, in one form, and cut at the fold.

    Without a mark, or with one that stands within something, the fold is after the
    second paragraph. Raises TangledHTML.
    """
    for _ in range(MOST_PASSES):
        before, blocks = html, _tidied(html)
        html = html_of(blocks)
        if html == before:
            return _folded(blocks)
    raise TangledHTML


def join_body(opening: str, rest: str) -> str:
    """For the editor: `read_body` reads the two from it again. Parses nothing."""
    if rest or not _folds_at_its_end(opening):
        return opening + FOLD_MARK + rest
    return opening


def _folds_at_its_end(opening: str) -> bool:
    """Without a mark."""
    paragraphs = len(PARAGRAPH.findall(opening))
    return paragraphs < 2 or (paragraphs == 2 and opening.endswith("</p>\n"))


def pictures_in(html: str) -> list[int]:
    """The ids of the pictures in a text, in their order, each of them once."""
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
    """Within something there are neither figures nor pull quotes, only their words."""
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
