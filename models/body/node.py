"""Sanitised HTML as a tree. nh3's output is always balanced and quoted."""

import re
from dataclasses import dataclass, field

from models.body.bounds import DEEPEST, TangledHTML

TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+")
EMPTY = {"br", "hr"}


@dataclass
class Node:
    """`attributes` is the source text, with a leading space."""

    tag: str
    attributes: str = ""
    children: list["Node | str"] = field(default_factory=list)

    def __str__(self) -> str:
        opening = f"<{self.tag}{self.attributes}>"
        inner = "".join(map(str, self.children))
        return opening if self.tag in EMPTY else f"{opening}{inner}</{self.tag}>"

    def value(self, name: str) -> str | None:
        """An attribute's value, which is not unescaped."""
        found = re.search(rf' {name}="([^"]*)"', self.attributes)
        return found[1] if found else None


def read_nodes(html: str) -> list[Node | str]:
    """Parses nh3's output. Raises TangledHTML if it is nested too deeply."""
    root = Node("root")
    open_nodes = [root]
    for token in TOKEN.finditer(html):
        closes, tag, attributes = token.groups()
        if tag is None:
            open_nodes[-1].children.append(token[0])
        elif closes:
            open_nodes.pop()
        else:
            node = Node(tag, attributes)
            open_nodes[-1].children.append(node)
            open_nodes += [] if tag in EMPTY else [node]
        if len(open_nodes) > DEEPEST:
            raise TangledHTML
    return root.children
