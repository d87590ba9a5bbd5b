"""Turns nodes into canonical blocks, whichever editor or program wrote the HTML.

Paragraphs are never empty or nested. Figures and pull quotes are at the top level. The
text of unknown block elements goes into paragraphs. No word is lost, and none is joined
to its neighbour. See docs/decisions/0011.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from models.body.block import (
    FOLD,
    NOTE,
    QUOTE,
    Block,
    apart,
    around,
    cell,
    listed,
    table,
)
from models.body.media_embed import is_embed
from models.body.node import Node
from models.body.run import Marks, Piece, pieces, with_mark, written

INLINE = {
    *("a", "em", "strong", "b", "i", "s", "sub", "sup", "small", "abbr", "cite", "q"),
    *("code", "del", "strike"),
}
RENAMED = {
    "h1": "h2",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "del": "s",
    "strike": "s",
}
# These only separate their text from what surrounds it.
CONTAINERS = {
    *("address", "article", "body", "caption", "center", "dd", "details", "dialog"),
    *("div", "dt", "fieldset", "figcaption", "footer", "form", "header", "hgroup"),
    *("legend", "li", "main", "menu", "nav", "optgroup", "option", "search"),
    *("section", "summary", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
ONE_CELL = re.compile(r' (?:colspan|rowspan)="[01]?"')
TARGET = re.compile(r"[^\s\"'<>&#%\\]{1,100}")
PICTURE_ID = re.compile(r"[1-9][0-9]{0,8}")
TAG = re.compile(r"<[^>]*>")
ANCHOR = re.compile(r' (?:id|name)="[^"]*"')

Nodes = Iterable[Node | str]


@dataclass(frozen=True)
class TextContext:
    """The marks around text, and the block for text that is in none of its own."""

    marks: Marks = ()
    tag: str = "p"
    attributes: str = ""


def tidied(nodes: Nodes, context: TextContext = TextContext()) -> list[Block]:
    """Canonical blocks: text between two block elements becomes one too."""
    found: list[Block] = []
    run: list[Piece] = []

    def end_run() -> None:
        if html := written(run):
            found.append(Block(context.tag, context.attributes, html))
        run.clear()

    for part in _parts(nodes, context.marks):
        if isinstance(part, Piece):
            run.append(part)
        else:
            end_run()
            node, marks = part
            found += MAKERS[node.tag](node, replace(context, marks=marks))
    end_run()
    return found


def _parts(nodes: Nodes, marks: Marks) -> Iterator[Piece | tuple[Node, Marks]]:
    for node in nodes:
        if isinstance(node, str):
            yield from pieces(node, marks)
        elif is_note(node):
            yield from (Piece(html) for html in [note(node)] if html)
        elif node.tag == "br":
            yield Piece("<br>", marks)
        elif node.tag in MAKERS:
            yield node, marks
        else:
            yield from _parts(node.children, _marks_in(node, marks))


def _marks_in(node: Node, marks: Marks) -> Marks:
    leads_nowhere = node.tag == "a" and " href=" not in node.attributes
    # Google Docs wraps a whole text in a <b> that is not bold.
    wraps = node.tag == "b" and any(_is_block(child) for child in node.children)
    if node.tag not in INLINE or leads_nowhere or wraps:
        return marks
    tag = RENAMED.get(node.tag, node.tag)
    attributes = ANCHOR.sub("", node.attributes)
    return with_mark(marks, tag, attributes, id(node))


def _is_block(node: Node | str) -> bool:
    return isinstance(node, Node) and node.tag in MAKERS


def _plain(nodes: Nodes) -> list[Node | str]:
    """Turns all block elements into paragraphs."""
    return [
        Node(
            "p" if _is_block(node) else node.tag, node.attributes, _plain(node.children)
        )
        if isinstance(node, Node)
        else node
        for node in nodes
    ]


def is_note(node: Node) -> bool:
    return node.tag == "small" and node.value("data-note") is not None


def note(node: Node) -> str:
    """A footnote's HTML: inline, and outside the marks of the surrounding text."""
    lines = tidied(_plain(_without_small(node.children)))
    inner = "<br>\n".join(line.inner for line in lines)
    return f"<small{NOTE}>{inner}</small>" if inner else ""


def _without_small(nodes: Nodes) -> Iterator[Node | str]:
    """Unwraps <small>: notes cannot be nested, and </small> would end the note."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "small":
            yield from _without_small(node.children)
        else:
            children = list(_without_small(node.children))
            yield Node(node.tag, node.attributes, children)


def is_target(text: str) -> bool:
    """Whether it can be the id of an element that links lead to."""
    return TARGET.fullmatch(text) is not None


def is_picture(text: str) -> bool:
    """Whether it is a picture's id; the picture may be missing."""
    return PICTURE_ID.fullmatch(text) is not None


# The functions below convert one block element each; see MAKERS.


def _words(node: Node, context: TextContext) -> list[Block]:
    tag = RENAMED.get(node.tag, node.tag)
    attributes = node.attributes + _target_in(node)
    return tidied(node.children, TextContext(context.marks, tag, attributes))


def _target_in(node: Node) -> str:
    """Links lead to blocks, so the first anchor in a block becomes the block's id."""
    anchors = [a for a in _children(node, "a") if not node.value("id")]
    targets = [a.value("id") or a.value("name") for a in anchors]
    return next((f' id="{target}"' for target in targets if target), "")


def _container(node: Node, context: TextContext) -> list[Block]:
    attributes = node.attributes or context.attributes
    return tidied(node.children, replace(context, attributes=attributes))


def _rule(node: Node, _context: TextContext) -> list[Block]:
    return [Block("hr", FOLD if node.value("data-fold") is not None else "")]


def _code(node: Node, _context: TextContext) -> list[Block]:
    text = _lines(node.children).rstrip("\n")
    code = f"<code>{text}\n</code>"
    return [Block("pre", node.attributes, code)] if text.strip() else []


def _lines(nodes: Nodes) -> str:
    """Plain text, in which each block is on a line of its own."""
    text = ""
    for node in nodes:
        if isinstance(node, str):
            text += node
        elif node.tag == "br":
            text += "\n"
        elif _is_block(node):
            text = f"{_ended(text)}{_ended(_lines(node.children))}"
        else:
            text += _lines(node.children)
    return text


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def _quotation(node: Node, context: TextContext) -> list[Block]:
    within, after = apart(tidied(node.children, TextContext(context.marks)))
    return [around(node.tag, node.attributes, within), *after] if within else after


def _list(node: Node, context: TextContext) -> list[Block]:
    items: list[tuple[str, list[Block]]] = []
    lifted: list[Block] = []
    for item in _items(node, "li"):
        within, after = apart(tidied(item.children, TextContext(context.marks)))
        items += [(item.attributes, within)] if within else []
        lifted += after
    return [listed(node.tag, node.attributes, items), *lifted] if items else lifted


def _terms(node: Node, context: TextContext) -> list[Block]:
    cells, lifted = _cells(_items(node, "dt", "dd"), context)
    return [around(node.tag, node.attributes, cells), *lifted] if cells else lifted


def _items(node: Node, *tags: str) -> list[Node]:
    """Anything between two items is added to the first of them."""
    items: list[Node] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag in tags:
            items.append(child)
        elif isinstance(child, Node) or child.strip():
            items = items or [Node(tags[-1])]
            items[-1].children.append(child)
    return items


def _cells(nodes: list[Node], context: TextContext) -> tuple[list[Block], list[Block]]:
    cells: list[Block] = []
    lifted: list[Block] = []
    for node in nodes:
        within, after = apart(tidied(node.children, TextContext(context.marks)))
        cells.append(cell(node.tag, ONE_CELL.sub("", node.attributes), within))
        lifted += after
    return cells, lifted


def _table(node: Node, context: TextContext) -> list[Block]:
    """The first row is the head if all its cells are <th>."""
    head: list[Block] = []
    body: list[Block] = []
    lifted: list[Block] = []
    for row, in_head in _rows(node):
        cells, after = _cells(_items(row, "th", "td"), context)
        is_first = not (head or body)
        leads = in_head or (is_first and all(cell.tag == "th" for cell in cells))
        (head if leads else body).append(around(row.tag, row.attributes, cells))
        lifted += after
    caption = [_caption(part, context) for part in _children(node, "caption")]
    shown = [table(node.attributes, caption, head, body)] if head or body else caption
    return [*shown, *lifted]


def _rows(node: Node, *, in_head: bool = False) -> Iterator[tuple[Node, bool]]:
    for child in _children(node, "tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child, in_head
        else:
            yield from _rows(child, in_head=child.tag == "thead")


def _children(node: Node, *tags: str) -> list[Node]:
    return [c for c in node.children if isinstance(c, Node) and c.tag in tags]


def _caption(node: Node, context: TextContext) -> Block:
    lines = tidied(_plain(node.children), TextContext(context.marks))
    return Block(node.tag, node.attributes, "<br>\n".join(line.inner for line in lines))


def _aside(node: Node, context: TextContext) -> list[Block]:
    if node.attributes != QUOTE:
        return _container(node, context)
    lines = tidied(_plain(node.children), TextContext(context.marks))
    return [around(node.tag, QUOTE, lines)] if lines else []


def figure(node: Node, context: TextContext) -> list[Block]:
    picture, key = node.value("data-picture"), node.value("data-embed")
    if picture and is_picture(picture):
        shown = Block("figure", f' data-picture="{picture}"')
        return [shown, *tidied(node.children, TextContext(context.marks))]
    if key and is_embed(key):
        lines = tidied(_plain(node.children))
        words = " ".join(TAG.sub("", line.inner) for line in lines)
        caption = f"<figcaption>{' '.join(words.split())}</figcaption>"
        return [Block("figure", f' data-embed="{key}"', caption)]
    return _container(node, context)


MAKERS: dict[str, Callable[[Node, TextContext], list[Block]]] = {
    **dict.fromkeys(CONTAINERS, _container),
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6"), _words),
    **dict.fromkeys(("ul", "ol"), _list),
    "aside": _aside,
    "blockquote": _quotation,
    "dl": _terms,
    "figure": figure,
    "hr": _rule,
    "pre": _code,
    "table": _table,
}
