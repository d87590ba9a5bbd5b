"""A run of words in a paragraph, each with its marks, written in one tidy way.

So the same words are the same HTML whichever editor they come from, and a Markdown
file can say them: no empty mark, no mark that begins or ends with a space.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Side by side, or one within the other, two of these are one.
JOINED = {"a", "b", "em", "i", "s", "strong"}
SPACES = " \t\r\n\f"
UNTIDY = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\f]")
BLANK = re.compile(r"(?:\s|&nbsp;|\u200b|\ufeff)*")

Mark = tuple[str, str, int]  # the tag, its attributes, and which one of its kind it is
Marks = tuple[Mark, ...]


class Piece(NamedTuple):
    """Some words, the space between words (perhaps a line's end), or a line break."""

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
    """The words of a text, and apart from them the spaces at its ends."""
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
    """`marks` within one more; `which` tells those apart that do not join."""
    if tag not in JOINED:
        return (*marks, (tag, attributes, which))
    if tag in [present for present, *_ in marks]:
        return marks
    return (*marks, (tag, attributes, 0))


def written(run: Sequence[Piece]) -> str:
    """The run as HTML; empty if it has no word in it."""
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
    """Most paragraphs are: then there is nothing to put in order."""
    return len(run) == 1 and run[0].is_word


def _tidied(run: Sequence[Piece]) -> list[Piece]:
    return _with_spaces_outside(_trimmed(_with_single_spaces(run)))


def _with_single_spaces(run: Sequence[Piece]) -> list[Piece]:
    """One between words, none around a break."""
    single: list[Piece] = []
    for piece in run:
        before = single[-1] if single else Piece("<br>")
        if piece.is_space and before.is_space:
            text = min(piece.text, before.text)  # a line's end counts for more
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
    """A space, or a break, has no mark that not both its neighbours have."""
    around = _words_around(run)
    return [
        piece if piece.is_word else Piece(piece.text, _common(piece.marks, *marks))
        for piece, marks in zip(run, around, strict=True)
    ]


def _words_around(run: list[Piece]) -> list[tuple[Marks, Marks]]:
    """The marks of the last word before each piece, and of the next after it."""
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
    """The tags that end what is over, and begin what is new."""
    kept = len(_common(before, after))
    ends = [f"</{tag}>" for tag, *_ in reversed(before[kept:])]
    begins = [f"<{tag}{attributes}>" for tag, attributes, _ in after[kept:]]
    return "".join(ends + begins)
