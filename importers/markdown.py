"""Markdown into clean HTML, cut at the fold.

CommonMark with tables and strikethrough; raw HTML passes and is then sanitised.
"""

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.markup import clean_html

FOLD = "<!-- fold -->"
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class MarkdownProblem(ValueError):
    """`line` counts from 1 within the text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class FoldedText:
    """Sanitised HTML from before and after the fold."""

    opening: str
    rest: str


def read_markdown(text: str) -> FoldedText:
    """Cuts at the fold marker, or else after the second paragraph.

    Raises MarkdownProblem.
    """
    shared: dict[str, object] = {}
    tokens = READER.parse(text, shared)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        _refuse_pictures(token)
    fold = _fold_index(tokens)
    return FoldedText(
        clean_html(READER.renderer.render(tokens[:fold], READER.options, shared)),
        clean_html(READER.renderer.render(tokens[fold:], READER.options, shared)),
    )


def _fold_index(tokens: list[Token]) -> int:
    marks = [i for i, token in enumerate(tokens) if _is_fold(token)]
    if len(marks) > 1:
        raise MarkdownProblem(
            _line(tokens[marks[1]]), f"There is a second {FOLD}: keep only one."
        )
    return marks[0] if marks else _after_second_paragraph(tokens)


def _is_fold(token: Token) -> bool:
    return (
        token.type == "html_block" and token.level == 0 and token.content.strip() == FOLD
    )


def _after_second_paragraph(tokens: list[Token]) -> int:
    ends = [
        i
        for i, token in enumerate(tokens)
        if token.type == "paragraph_close" and token.level == 0
    ]
    return ends[1] + 1 if len(ends) > 1 else len(tokens)


def _refuse_pictures(token: Token) -> None:
    if any(child.type == "image" for child in token.children or ()):
        raise MarkdownProblem(
            _line(token),
            "A picture inside the text is not taken: "
            "name it in the front matter as `picture`, or remove it.",
        )


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
