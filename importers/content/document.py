"""A parsed Markdown file with front matter."""

import re
from dataclasses import dataclass
from pathlib import Path

from importers.content.fields import ContentProblem, Fields
from importers.content.files import Grounds, Unreadable
from importers.content.front_matter import FrontMatterProblem, read_front_matter
from importers.markdown.reading import FoldedText, read_markdown
from importers.markdown.tokens import MarkdownProblem
from models.input_rules import UNFIT, holds

FENCE = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
MOST_BYTES = 2 * 2**20


@dataclass(frozen=True)
class Document(Fields):
    """`text` is the Markdown, which begins at `text_line`."""

    grounds: Grounds
    text: str
    text_line: int

    def folded_text(self, *, is_story: bool = True) -> FoldedText:
        try:
            return read_markdown(self.text, is_story=is_story)
        except MarkdownProblem as problem:
            line = self.text_line + problem.line - 1
            raise ContentProblem(self.path, line, str(problem)) from None

    def html(self) -> str:
        """The text of kinds other than stories: without fold or pictures."""
        text = self.folded_text(is_story=False)
        return text.opening + text.rest

    def refuse_text(self) -> None:
        """For kinds that have only front matter."""
        if self.text.strip():
            skipped = len(self.text) - len(self.text.lstrip())
            line = self.text_line + self.text.count("\n", 0, skipped)
            message = "This kind of file has no text below the front matter: remove it."
            raise ContentProblem(self.path, line, message)


def read_document(path: Path, grounds: Grounds) -> Document:
    """Raises ContentProblem if the file is not text with front matter."""
    content = _read_text(path, grounds)
    fence = FENCE.match(content)
    if not fence:
        message = "The file must begin with front matter between two lines of ---."
        raise ContentProblem(path, 1, message)
    front = fence[1] or ""
    try:
        values, lines = read_front_matter(front)
    except FrontMatterProblem as problem:
        raise ContentProblem(path, problem.line + 1, str(problem)) from None
    lines = {name: line + 1 for name, line in lines.items()}
    text, text_line = content[fence.end() :], front.count("\n") + 3
    return Document(path, lines, (), values, grounds, text, text_line)


def _read_text(path: Path, grounds: Grounds) -> str:
    try:
        data = grounds.read(path, MOST_BYTES)
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except Unreadable as error:
        raise ContentProblem(path, 1, str(error)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ContentProblem(path, line, "It is not UTF-8: save it as UTF-8.") from None
    unfit = UNFIT.search(text)
    if unfit:
        line = text.count("\n", 0, unfit.start()) + 1
        raise ContentProblem(path, line, f"This line {holds(unfit[0])}")
    return text
