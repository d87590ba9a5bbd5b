"""A check's result, and its input: the story, parsed once for all checks."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Self

from models.body.node import Node, read_nodes
from models.pictures.picture import Picture
from models.stories.content import Content

REQUIRED = "required"
BLOCKS = "blocks"
WARNS = "warns"
HREF = re.compile(r' href="([^"]*)"')


@dataclass(frozen=True)
class Check:
    """The problem and the advice, a sentence each.

    An editor can override a blocking check, but not a required one.
    `place` is a field of the form, or "body:3": the block of the whole text, from 0.
    """

    level: str
    place: str
    message: str
    advice: str
    picture: int | None = None

    @property
    def blocks(self) -> bool:
        return self.level in (BLOCKS, REQUIRED)

    @property
    def is_required(self) -> bool:
        return self.level == REQUIRED

    @property
    def field(self) -> str:
        return self.place.partition(":")[0]


@dataclass(frozen=True)
class Facts:
    """Context from the database: the story's pictures by id, its dead internal links,
    and whether another story has the same headline.
    """

    pictures: Mapping[int, Picture] = field(default_factory=dict)
    dead_links: frozenset[str] = frozenset()
    has_namesake: bool = False


@dataclass(frozen=True)
class Link:
    """`href` is decoded; `place` is as in `Check`."""

    href: str
    words: str
    place: str


@dataclass(frozen=True)
class Story:
    """`blocks` are the text's blocks, each with its place as in `Check`."""

    content: Content
    blocks: list[tuple[str, Node]]
    facts: Facts = field(default_factory=Facts)

    @classmethod
    def read(cls, content: Content) -> Self:
        """Parses the text, so never call it within a transaction."""
        nodes = read_nodes(content.opening + content.rest)
        blocks = [node for node in nodes if isinstance(node, Node)]
        places = [(f"body:{number}", block) for number, block in enumerate(blocks)]
        return cls(content, places)

    @cached_property
    def links(self) -> list[Link]:
        return [
            Link(_href(node), words_of(node), place)
            for place, block in self.blocks
            for node in within(block, "a")
        ]


Rule = Callable[[Story], Iterator[Check]]


def within(node: Node, *tags: str) -> Iterator[Node]:
    """Matching nodes: this one and its descendants."""
    if node.tag in tags:
        yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from within(child, *tags)


def words_of(node: Node) -> str:
    """Its text, with single spaces."""
    return " ".join(unescape(_text(node)).split())


def shortened(words: str) -> str:
    """Enough words to recognise the text."""
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"


def _text(node: Node) -> str:
    parts = (part if isinstance(part, str) else _text(part) for part in node.children)
    return " " if node.tag == "br" else "".join(parts)


def _href(node: Node) -> str:
    found = HREF.search(node.attributes)
    return unescape(found[1]) if found else ""
