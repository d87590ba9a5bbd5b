"""Footnotes in Markdown, as in GitHub and Pandoc: `[^1]` in the text, and `[^1]:
words`.

The words are moved to their reference, as stories store them. Paragraphs of a note
become lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from importers.markdown.tokens import MarkdownProblem

DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*(.*)", re.DOTALL)
REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
BLANK_LINES = re.compile(r"\n[ \t]*\n")
MOST_WORDS = 500_000  # characters of all notes, counted once per reference


@dataclass
class Notes:
    """The notes' words by label, with their lines and the number of references."""

    words: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    length: int = 0
    is_within: bool = False

    def check(self) -> None:
        """Raises MarkdownProblem for a note without a reference."""
        for label in self.words.keys() - self.used:
            message = (
                f"Nothing refers to the footnote [^{label}]: refer to it, or remove it."
            )
            raise MarkdownProblem(self.lines[label], message)


def add_footnotes(reader: MarkdownIt) -> None:
    """Adds the syntax to a parser, for environments that contain `notes`."""
    reader.block.ruler.before("reference", "footnote", _define, {"alt": ["paragraph"]})
    reader.inline.ruler.before("link", "footnote", _refer)


def _define(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    notes: Notes | None = state.env.get("notes")
    first = state.getLines(start, start + 1, state.blkIndent, keepLastLF=False)
    found = DEFINITION.fullmatch(first)
    if notes is None or not found or state.is_code_block(start):
        return False
    if silent:
        return True
    last = _end_of(state, start, end)
    label, more = found[1], state.getLines(start + 1, last, 0, keepLastLF=False)
    if label in notes.words:
        message = f"There is a second footnote [^{label}]: give it another name."
        raise MarkdownProblem(start + 1, message)
    notes.words[label] = f"{found[2]}\n{dedent(more)}".strip()
    notes.lines[label] = start + 1
    state.line = last
    return True


def _end_of(state: StateBlock, start: int, end: int) -> int:
    """The line after the note, with its continuation lines: those that follow directly,
    and indented ones after an empty line.
    """
    line = start + 1
    while line < end:
        if state.isEmpty(line):
            following = line
            while following < end and state.isEmpty(following):
                following += 1
            if following == end or state.sCount[following] < 4:
                return line
            line = following
        elif state.sCount[line] < 4 and _begins_another(state, line):
            return line
        line += 1
    return line


def _begins_another(state: StateBlock, line: int) -> bool:
    text = state.getLines(line, line + 1, 0, keepLastLF=False)
    return state.isEmpty(line - 1) or DEFINITION.match(text.strip()) is not None


def _refer(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    notes: Notes | None = state.env.get("notes")
    found = REFERENCE.match(state.src, state.pos)
    if notes is None or not found or found[1] not in notes.words or notes.is_within:
        return False
    if not silent:
        _write(state, notes, found[1])
    state.pos = found.end()
    return True


def _write(state: StateInline, notes: Notes, label: str) -> None:
    words = notes.words[label]
    notes.used.add(label)
    notes.length += len(words)
    if notes.length > MOST_WORDS:
        message = (
            "The footnotes are too long in total, counted once for each reference."
        )
        raise MarkdownProblem(notes.lines[label], message)
    state.push("note_open", "small", 1).attrs = {"data-note": ""}
    notes.is_within = True
    for token in _lines(state, words):
        state.tokens.append(token)
    notes.is_within = False
    state.push("note_close", "small", -1)


def _lines(state: StateInline, words: str) -> Iterator[Any]:
    for place, paragraph in enumerate(BLANK_LINES.split(words)):
        if place:
            yield from _parsed(state, "\\\n")
        yield from _parsed(state, paragraph.strip())


def _parsed(state: StateInline, text: str) -> list[Any]:
    tokens: list[Any] = []
    state.md.inline.parse(text, state.md, state.env, tokens)
    return tokens
