"""The fields of a content file: validated values with their line numbers."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.input_rules import holds, unfit_in

Lines = dict[tuple[str, ...], int]

LONGEST_TIME = 40
LONGEST_NUMBER = 40


class ContentProblem(ValueError):
    """A problem with its file and line, and how to fix it."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{printable(str(path))}:{line}: {printable(message)}")


@dataclass(frozen=True)
class Fields:
    """Text, lists and mappings by name; `at` is the path of the enclosing fields.

    List items are named "0", "1" and so on. `lines` has each field's line by its path,
    outermost name first.
    """

    path: Path
    lines: Lines
    at: tuple[str, ...]
    values: dict[str, Any]

    def problem(self, name: str, message: str) -> ContentProblem:
        line = self.lines.get((*self.at, name)) or self.lines.get(self.at, 1)
        return ContentProblem(self.path, line, message)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        for name in self.values:
            if name not in known:
                takes = ", ".join(known)
                explanation = f"`{name}` is not a field here; the fields are {takes}."
                raise self.problem(name, explanation)

    def line(self, name: str, most: int, *, needed: bool = False) -> str:
        """Text without a line break, at most `most` characters."""
        text = self.words(name, most)
        if needed and not text.strip():
            label = self._label(name)
            raise self.problem(name, f"`{label}` is missing: add a line `{label}: …`.")
        self._refuse_unfit(name, text, is_line=True)
        return text

    def words(self, name: str, most: int) -> str:
        """Unchanged text, at most `most` characters."""
        text = self.values.get(name) or ""
        if not isinstance(text, str) or len(text) > most:
            explanation = (
                f"`{self._label(name)}` takes text of up to {most} characters."
            )
            raise self.problem(name, explanation)
        self._refuse_unfit(name, text, is_line=False)
        return text

    def items(self, name: str) -> "Fields":
        value = self.values.get(name) or []
        if not isinstance(value, list):
            raise self.problem(name, f"`{name}` takes a list such as [One, Two].")
        items = {str(place): item for place, item in enumerate(value)}
        return Fields(self.path, self.lines, (*self.at, name), items)

    def names(self, name: str, most: int) -> list[str]:
        """A list of names in order, without duplicates."""
        items = self.items(name)
        names = (items.line(place, most, needed=True) for place in items.values)
        return list(dict.fromkeys(names))

    def mapping(self, name: str) -> "Fields":
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            explanation = (
                f"`{self._label(name)}` takes indented lines such as `name: …`."
            )
            raise self.problem(name, explanation)
        return Fields(self.path, self.lines, (*self.at, name), value)

    def choice(self, name: str, choices: Iterable[str], default: str) -> str:
        text = self.words(name, 100) or default
        if text not in choices:
            takes = ", ".join(choices)
            raise self.problem(name, f"`{name}` is {text!r}, but takes one of {takes}.")
        return text

    def number(self, name: str, low: int, high: int, default: int) -> int:
        value = self._within(name, int, low, high)
        return default if value is None else int(value)

    def share(self, name: str) -> float:
        """A number from 0 to 1."""
        value = self._within(name, float, 0, 1)
        return 0.5 if value is None else value

    def time(self, name: str) -> datetime | None:
        """An aware time in UTC."""
        text = self.words(name, LONGEST_TIME)
        try:
            time = datetime.fromisoformat(text) if text else None
            if time is None or time.tzinfo:
                return time and time.astimezone(UTC)
        except (ValueError, OverflowError):
            explanation = f"`{name}` is no time such as 2026-03-01T09:00:00Z."
            raise self.problem(name, explanation) from None
        raise self.problem(
            name, f"`{name}` needs a time and a zone, as in 2026-03-01T09:00:00Z."
        )

    def _label(self, name: str) -> str:
        """A label for messages, as list items have no name of their own."""
        return self.at[-1] if self.at and name.isdigit() else name

    def _refuse_unfit(self, name: str, text: str, *, is_line: bool) -> None:
        unfit = unfit_in(text, is_line=is_line)
        if unfit:
            raise self.problem(name, f"`{self._label(name)}` {holds(unfit)}")

    def _within(
        self, name: str, kind: Callable[[str], float], low: int, high: int
    ) -> float | None:
        text = self.words(name, LONGEST_NUMBER)
        try:
            value = kind(text) if text else None
        except ValueError:
            value = math.nan
        if value is None or low <= value <= high:
            return value
        explanation = f"`{self._label(name)}` is {text!r}, but takes a number"
        raise self.problem(name, f"{explanation} from {low} to {high}.")


def printable(text: str) -> str:
    """Removes control characters, so a file name cannot manipulate the terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
