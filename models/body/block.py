"""Blocks of a text, serialised exactly like the Markdown importer's output."""

from typing import NamedTuple

QUOTE = ' class="pull-quote"'
FOLD = ' data-fold=""'
NOTE = ' data-note=""'


class Block(NamedTuple):
    """`attributes` has a leading space; `inner` is HTML."""

    tag: str
    attributes: str = ""
    inner: str = ""

    def __str__(self) -> str:
        opening = f"<{self.tag}{self.attributes}>"
        return (
            f"{opening}\n"
            if self.tag == "hr"
            else f"{opening}{self.inner}</{self.tag}>\n"
        )

    @property
    def folds(self) -> bool:
        return self.attributes == FOLD

    @property
    def stands_apart(self) -> bool:
        """Only allowed at the top level of a text."""
        return self.tag in ("aside", "figure") or self.folds

    @property
    def is_bare(self) -> bool:
        """A paragraph without attributes, whose tag can be left out."""
        return self.tag == "p" and not self.attributes


def html_of(blocks: list[Block]) -> str:
    return "".join(map(str, blocks))


def apart(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Blocks that may be nested, and those to move behind the enclosing block."""
    within = [block for block in blocks if not block.stands_apart]
    after = [block for block in blocks if block.stands_apart and not block.folds]
    return within, after


def around(tag: str, attributes: str, within: list[Block]) -> Block:
    return Block(tag, attributes, f"\n{html_of(within)}")


def listed(tag: str, attributes: str, items: list[tuple[str, list[Block]]]) -> Block:
    """A list; tight, in CommonMark's sense, if no item has a second paragraph."""
    is_tight = all(_has_one_paragraph(within) for _, within in items)
    lines = [
        _item(attributes, within, is_tight=is_tight) for attributes, within in items
    ]
    return around(tag, attributes.replace(' start="1"', ""), lines)


def _has_one_paragraph(within: list[Block]) -> bool:
    later = [block.tag for block in within[1:]]
    return "p" not in later and (within[0].is_bare or within[0].tag != "p")


def _item(attributes: str, within: list[Block], *, is_tight: bool) -> Block:
    first, *others = within
    if not is_tight or first.tag != "p":
        return around("li", attributes, within)
    inner = f"{first.inner}\n{html_of(others)}" if others else first.inner
    return Block("li", attributes, inner)


def cell(tag: str, attributes: str, within: list[Block]) -> Block:
    """A table cell or a dt or dd; a single paragraph needs no tag in it."""
    if len(within) == 1 and within[0].is_bare:
        return Block(tag, attributes, within[0].inner)
    return around(tag, attributes, within) if within else Block(tag, attributes)


def table(
    attributes: str, caption: list[Block], head: list[Block], body: list[Block]
) -> Block:
    """`caption` has at most one block; `head` and `body` are rows."""
    parts = [
        around(tag, "", rows)
        for tag, rows in (("thead", head), ("tbody", body))
        if rows
    ]
    return around("table", attributes, [*caption, *parts])
