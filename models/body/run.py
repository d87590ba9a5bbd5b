"""The inline content of a block: pieces of text with marks, serialised canonically.

A mark is an inline element around text, such as <em>. The same words give the same
HTML, whichever editor they come from. No mark is empty or begins or ends with a space,
so the result can be written as Markdown.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Two of these that are adjacent or nested are merged into one.
JOINED = {"a", "b", "em", "i", "s", "strong"}
SPACES = " \t\r\n\f"
UNTIDY = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\f]")
BLANK = re.compile(r"(?:\s|&nbsp;|\u200b|\ufeff)*")

Mark = tuple[str, str, int]  # tag, attributes, and an id that keeps others apart
Marks = tuple[Mark, ...]


class Piece(NamedTuple):
    """Words, the space between words (" " or "\\n"), or a line break ("<br>")."""

    text: str
    marks: Marks = ()

    @property
    def is_space(self) -> bool:
        return self.text in (" ", "\n")

    @property
    def is_break(self) -> bool:
        return self.text == "<br>"

    @property
    def is_word(self) -> bool:
        return not (self.is_space or self.is_break)


def pieces(text: str, marks: Marks) -> Iterator[Piece]:
    """The words of a text as one piece, and the spaces at its ends as others."""
    words = text.strip(SPACES)
    before, _, after = text.partition(words) if words else (text, "", "")
    if before:
        yield Piece(_space(before), marks)
    if words:
        yield Piece(UNTIDY.sub(lambda found: _space(found[0]), words), marks)
    if after:
        yield Piece(_space(after), marks)


def _space(text: str) -> str:
    return "\n" if "\n" in text else " "


def with_mark(marks: Marks, tag: str, attributes: str, which: int) -> Marks:
    """Adds a mark; `which` keeps apart those that are not merged."""
    if tag not in JOINED:
        return (*marks, (tag, attributes, which))
    if tag in [present for present, *_ in marks]:
        return marks
    return (*marks, (tag, attributes, 0))


def written(run: Sequence[Piece]) -> str:
    """The run as HTML; empty if it has no words."""
    if not run:
        return ""
    tidy = run if _is_one_word(run) else _tidied(run)
    if BLANK.fullmatch("".join(piece.text for piece in tidy if not piece.is_break)):
        return ""
    marks: Marks = ()
    html = ""
    for piece in tidy:
        html += _change(marks, piece.marks) + piece.text + "\n" * piece.is_break
        marks = piece.marks
    return html + _change(marks, ())


def _is_one_word(run: Sequence[Piece]) -> bool:
    """A shortcut for the most frequent paragraph, which is tidy already."""
    return len(run) == 1 and run[0].is_word


def _tidied(run: Sequence[Piece]) -> list[Piece]:
    return _with_spaces_outside(_trimmed(_with_single_spaces(run)))


def _with_single_spaces(run: Sequence[Piece]) -> list[Piece]:
    """One space between words, none around a line break."""
    single: list[Piece] = []
    for piece in run:
        before = single[-1] if single else Piece("<br>")
        if piece.is_space and before.is_space:
            text = min(
                piece.text, before.text
            )  # a line end is kept in preference to a space
            single[-1] = Piece(text, _common(before.marks, piece.marks))
        elif piece.is_break and before.is_space:
            single[-1] = piece
        elif not (piece.is_space and before.is_break):
            single.append(piece)
    return single


def _trimmed(run: list[Piece]) -> list[Piece]:
    words = [place for place, piece in enumerate(run) if piece.is_word]
    return run[words[0] : words[-1] + 1] if words else []


def _with_spaces_outside(run: list[Piece]) -> list[Piece]:
    """Removes marks from spaces and breaks unless both neighbours have them."""
    around = _words_around(run)
    return [
        piece if piece.is_word else Piece(piece.text, _common(piece.marks, *marks))
        for piece, marks in zip(run, around, strict=True)
    ]


def _words_around(run: list[Piece]) -> list[tuple[Marks, Marks]]:
    """For each piece, the marks of the previous and of the next word."""
    before = _carried(run)
    after = _carried(run[::-1])[::-1]
    return list(zip(before, after, strict=True))


def _carried(run: Sequence[Piece]) -> list[Marks]:
    marks: Marks = ()
    carried = []
    for piece in run:
        marks = piece.marks if piece.is_word else marks
        carried.append(marks)
    return carried


def _common(first: Marks, *others: Marks) -> Marks:
    for other in others:
        same = [a == b for a, b in zip(first, other, strict=False)]
        first = first[: same.index(False) if False in same else len(same)]
    return first


def _change(before: Marks, after: Marks) -> str:
    """Closing tags for marks that end here, opening tags for those that begin."""
    kept = len(_common(before, after))
    ends = [f"</{tag}>" for tag, *_ in reversed(before[kept:])]
    begins = [f"<{tag}{attributes}>" for tag, attributes, _ in after[kept:]]
    return "".join(ends + begins)
