"""Blocks of a text, written as our Markdown importer writes them."""

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
        """Between the blocks of a text, never within one of them."""
        return self.tag in ("aside", "figure") or self.folds

    @property
    def is_bare(self) -> bool:
        """A paragraph that says no more than its words do."""
        return self.tag == "p" and not self.attributes


def html_of(blocks: list[Block]) -> str:
    return "".join(map(str, blocks))


def apart(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """What may stand within another block, and what has to follow it."""
    within = [block for block in blocks if not block.stands_apart]
    after = [block for block in blocks if block.stands_apart and not block.folds]
    return within, after


def around(tag: str, attributes: str, within: list[Block]) -> Block:
    return Block(tag, attributes, f"\n{html_of(within)}")


def listed(tag: str, attributes: str, items: list[tuple[str, list[Block]]]) -> Block:
    """Tight, as Markdown calls it, where each item has one paragraph at most."""
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
    """Of a table, or of a list of terms: one paragraph needs no tag."""
    if len(within) == 1 and within[0].is_bare:
        return Block(tag, attributes, within[0].inner)
    return around(tag, attributes, within) if within else Block(tag, attributes)


def table(
    attributes: str, caption: list[Block], head: list[Block], body: list[Block]
) -> Block:
    """Of rows."""
    parts = [
        around(tag, "", rows)
        for tag, rows in (("thead", head), ("tbody", body))
        if rows
    ]
    return around("table", attributes, [*caption, *parts])
