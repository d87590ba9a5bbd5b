"""Word-by-word differences between two versions of a story, as HTML.

Removed words are in <del>, added ones in <ins>. Both are inside blocks and contain
balanced tags only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, zip_longest
from operator import itemgetter

from models.body.alignment import Budget, steps
from models.body.kinship import akin
from models.body.node import Node
from models.body.readable import (
    around,
    html_of,
    inner_of,
    is_leaf,
    items,
    named,
    readable_blocks,
)
from models.body.wording import tokens_of, without_islands, written

CELLS = {"td", "th", ""}
BUDGET = 400_000  # items, for one page


@dataclass(frozen=True)
class Run:
    """Consecutive blocks that are all changed or all the same."""

    is_same: bool
    html: str
    blocks: int = 1


@dataclass(frozen=True)
class Change:
    """The changes in one field."""

    field: str
    runs: tuple[Run, ...]


def difference(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    """The changed fields. Values are plain text, except for the sanitised `body`."""
    changed = [name for name in new if old.get(name, "") != new[name]]
    return [
        Change(name, tuple(_runs(name, old.get(name, ""), new[name])))
        for name in changed
    ]


def _runs(field: str, old: str, new: str) -> Iterator[Run]:
    before, after = (_blocks(field, text) for text in (old, new))
    pieces = Comparison().pieces(before, after)
    for is_same, group in groupby(pieces, key=itemgetter(0)):
        blocks = [html for _, html in group]
        yield Run(is_same, "\n".join(blocks), len(blocks))


def _blocks(field: str, text: str) -> list[Node]:
    if field == "body":
        return readable_blocks(text)
    return [Node("", "", [escape(text)])]


class Comparison:
    """Compares texts within one page's budget."""

    def __init__(self) -> None:
        self.budget = Budget(BUDGET)

    def merged(self, old: Sequence[Node], new: Sequence[Node]) -> str:
        return "".join(html for _, html in self.pieces(old, new))

    def pieces(
        self, old: Sequence[Node], new: Sequence[Node]
    ) -> Iterator[tuple[bool, str]]:
        """Each block's HTML, and whether it is unchanged."""
        before, after = [*map(str, old)], [*map(str, new)]
        nodes = dict(zip([*before, *after], [*old, *new], strict=True))
        for step in steps(before, after, self.budget):
            if step.is_same:
                yield from ((True, html_of(nodes[html])) for html in step.new)
            else:
                gone, come = ([nodes[html] for html in side] for side in step[1:])
                for pair in self._kin(gone, come):
                    yield False, self._changed(*pair)

    def _changed(self, old: Node | None, new: Node | None) -> str:
        if old is None or new is None:
            return _whole(old, "del") if old else _whole(new, "ins") if new else ""
        if is_leaf(old) and is_leaf(new):
            inner = self._words(old, new)
        else:
            inner = self.merged(items(old.children), items(new.children))
        if "<ins>" not in inner and "<del>" not in inner:
            return _whole(old, "del") + _whole(new, "ins")  # only attributes changed
        return around(new, inner)

    def _words(self, old: Node, new: Node) -> str:
        if not self.budget.allows(len(str(old)) + len(str(new))):
            return _marked("del", inner_of(old)) + _marked("ins", inner_of(new))
        before, after = (list(tokens_of(node.children)) for node in (old, new))
        html = ""
        for step in without_islands(steps(before, after, self.budget)):
            if step.is_same:
                html += written(step.new)
            else:
                html += _marked("del", written(step.old))
                html += _marked("ins", written(step.new))
        return html

    def _kin(
        self, old: list[Node], new: list[Node]
    ) -> Iterator[tuple[Node | None, Node | None]]:
        """Pairs the two versions of a block; a block with only one version has None."""
        if {node.tag for node in [*old, *new]} <= CELLS or _are_frames(old, new):
            yield from zip_longest(old, new)
            return
        fits = bool(old and new) and self.budget.allows(2 * len(old) * len(new))
        i = j = 0
        for x, y in [*(akin(old, new) if fits else []), (len(old), len(new))]:
            yield from ((node, None) for node in old[i:x])
            yield from ((None, node) for node in new[j:y])
            if x < len(old):
                yield old[x], new[y]
            i, j = x + 1, y + 1


def _whole(node: Node, how: str) -> str:
    if node.tag == "hr":
        return _whole(named("Rule"), how)
    if is_leaf(node):
        return around(node, _marked(how, inner_of(node)))
    return around(node, "".join(_whole(item, how) for item in items(node.children)))


def _marked(how: str, html: str) -> str:
    return f"<{how}>{html}</{how}>" if html else ""


def _are_frames(old: list[Node], new: list[Node]) -> bool:
    """One container on each side, such as two lists: compare what is in them."""
    tags = [node.tag for node in [*old, *new] if not is_leaf(node)]
    return len(old) == len(new) == 1 and len(tags) == 2 and tags[0] == tags[1]
