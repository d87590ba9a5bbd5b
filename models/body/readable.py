"""A text in words only: pictures, embeds and rules are replaced by their names."""

import re
from collections.abc import Iterable
from html import escape
from itertools import groupby

from models.body.media_embed import SUBSCRIBE_BOX, Embed, NoEmbed
from models.body.node import Node, read_nodes

# Removed, because the page that shows the text has ids of its own.
ID = re.compile(r' id="[^"]*"')
BLOCKS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "pre", "aside", "figure"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}


def readable_blocks(html: str) -> list[Node]:
    return [_in_words(node) for node in items(read_nodes(ID.sub("", html)))]


def readable(html: str) -> str:
    """HTML without pictures and embeds."""
    return "".join(f"{html_of(node)}\n" for node in readable_blocks(html))


def _in_words(node: Node) -> Node:
    """Replaces an element without text by its name."""
    picture, embed = node.value("data-picture"), node.value("data-embed")
    if picture:
        return named(f"Picture {picture}")
    if embed:
        return named(f"{_embed(embed)} ", node.children)
    if "data-fold" in node.attributes:
        return named("The fold")
    return node


def named(words: str, caption: Iterable[Node | str] = ()) -> Node:
    words_below = [
        child for part in caption for child in getattr(part, "children", [part])
    ]
    return Node("p", "", [Node("small", "", [f"[{words}", *words_below, "]"])])


def _embed(key: str) -> str:
    if key == SUBSCRIBE_BOX:
        return "Subscribe box:"
    try:
        embed = Embed.parse(key)
    except NoEmbed:
        return escape(key)
    return f"{embed.name} {embed.kind} {escape(embed.id)}:"


def items(nodes: Iterable[Node | str]) -> list[Node]:
    """Blocks. Text between two blocks becomes a block without a tag."""
    found: list[Node] = []
    for is_block, group in groupby(nodes, key=_is_block):
        run = list(group)
        if is_block:
            found += [node for node in run if isinstance(node, Node)]
        elif any(isinstance(node, Node) or node.strip() for node in run):
            found.append(Node("", "", run))
    return found


def _is_block(node: Node | str) -> bool:
    return isinstance(node, Node) and node.tag in BLOCKS


def is_leaf(node: Node) -> bool:
    return not any(map(_is_block, node.children))


def html_of(node: Node) -> str:
    return str(node) if node.tag else inner_of(node)


def inner_of(node: Node) -> str:
    return "".join(map(str, node.children))


def around(node: Node, inner: str) -> str:
    return f"<{node.tag}{node.attributes}>{inner}</{node.tag}>" if node.tag else inner
