"""One Markdown file with front matter: its fields, each with its line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from importers.markdown import FoldedText, MarkdownProblem, read_markdown

FENCE = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
MOST_BYTES = 2 * 1024 * 1024


class ContentProblem(ValueError):
    """What is wrong at which line of which file, and what to do about it."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True)
class Document:
    """A file's fields as YAML gave them, the line of each, and its text."""

    path: Path
    fields: dict[str, Any]
    lines: dict[str, int]
    text: str
    text_line: int

    def problem(self, name: str, message: str) -> ContentProblem:
        return ContentProblem(self.path, self.lines.get(name, 1), message)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        unknown = sorted(self.fields.keys() - set(known))
        if unknown:
            takes = ", ".join(sorted(known))
            raise self.problem(
                unknown[0], f"`{unknown[0]}` is not a field here; the fields are {takes}."
            )

    def words(self, name: str, most: int = 300, *, needed: bool = False) -> str:
        """A line of text, at most `most` characters."""
        value = self.fields.get(name)
        text = "" if value is None else " ".join(str(value).split())
        if isinstance(value, dict | list) or len(text) > most:
            raise self.problem(name, f"`{name}` takes text of up to {most} characters.")
        if needed and not text:
            raise self.problem(name, f"`{name}` is missing: add a line `{name}: …`.")
        return text

    def names(self, name: str) -> list[str]:
        """A list of names, in order and without repeats."""
        value = self.fields.get(name) or []
        if not isinstance(value, list) or any(
            isinstance(item, dict | list) or not str(item).strip() for item in value
        ):
            raise self.problem(name, f"`{name}` takes a list such as [One, Two].")
        return list(dict.fromkeys(" ".join(str(item).split()) for item in value))

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.fields.get(name, default)
        if value not in choices:
            takes = ", ".join(choices)
            raise self.problem(name, f"`{name}` is {value!r}, but takes one of {takes}.")
        return str(value)

    def number(self, name: str, low: int, high: int, default: int) -> int:
        value = self.fields.get(name, default)
        if type(value) is not int or not low <= value <= high:
            raise self.problem(
                name, f"`{name}` is {value!r}, but takes a number from {low} to {high}."
            )
        return value

    def time(self, name: str) -> datetime | None:
        """An aware time in UTC."""
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            value = _time_from(value)
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(UTC)
        if isinstance(value, date):
            raise self.problem(
                name, f"`{name}` needs a time and a zone, as in 2026-03-01T09:00:00Z."
            )
        raise self.problem(name, f"`{name}` is no time such as 2026-03-01T09:00:00Z.")

    def folded_text(self) -> FoldedText:
        try:
            return read_markdown(self.text)
        except MarkdownProblem as problem:
            line = self.text_line + problem.line - 1
            raise ContentProblem(self.path, line, str(problem)) from None


def read_document(path: Path) -> Document:
    """Raises ContentProblem for a file that is not text with front matter."""
    content = _read_text(path)
    fence = FENCE.match(content)
    if not fence:
        raise ContentProblem(
            path, 1, "The file must begin with front matter between two lines of ---."
        )
    front = fence.group(1) or ""
    fields, lines = _read_front_matter(path, front)
    return Document(
        path, fields, lines, content[fence.end() :], front.count("\n") + 3
    )


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentProblem(path, 1, f"It cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise ContentProblem(path, 1, "It is larger than 2 MB: split it up.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentProblem(path, line, "It is not UTF-8: save it as UTF-8.") from None
    if "\0" in text:
        raise ContentProblem(path, 1, "It holds a NUL character: is it a text file?")
    return text


def _read_front_matter(path: Path, front: str) -> tuple[dict[str, Any], dict[str, int]]:
    try:
        node = yaml.compose(front, Loader=yaml.SafeLoader)
        fields = yaml.safe_load(front)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        said = error.problem or "the YAML is not valid"
        raise ContentProblem(path, line, f"Front matter: {said}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContentProblem(path, 2, f"Front matter: {error}.") from None
    if not isinstance(node, yaml.MappingNode) or not isinstance(fields, dict):
        raise ContentProblem(path, 2, "Front matter takes lines such as `headline: …`.")
    lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
    return {str(name): value for name, value in fields.items()}, lines


def _time_from(text: str) -> object:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
