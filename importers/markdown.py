"""Markdown into clean HTML, cut at the fold.

CommonMark with tables and strikethrough; raw HTML passes and is then sanitised.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.markup import TangledHTML, clean_html

FOLD = "<!-- fold -->"
FOLD_MARK = re.compile(r"<!--\s*fold\s*-->", re.IGNORECASE)
PICTURE = re.compile(r"<img\b", re.IGNORECASE)
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
    tokens = READER.parse(text.removesuffix("\n") + "\n", shared)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        _join_after_comment(token)
        _refuse_pictures(token)
    fold = _fold_index(tokens)
    return FoldedText(_html(tokens[:fold], shared), _html(tokens[fold:], shared))


def _html(tokens: list[Token], shared: dict[str, object]) -> str:
    try:
        return clean_html(READER.renderer.render(tokens, READER.options, shared))
    except TangledHTML:
        said = "The HTML in this text is nested too deeply: make it simpler."
        raise MarkdownProblem(_line(tokens[0]), said) from None


def _join_after_comment(token: Token) -> None:
    """After a comment the line goes on: so HTML can be told from HTML and a break."""
    if token.type == "html_block":
        token.content = re.sub(r"-->\n\Z", "-->", token.content)


def _fold_index(tokens: list[Token]) -> int:
    marks = [i for i, token in enumerate(tokens) if _is_fold(token)]
    if len(marks) > 1:
        raise MarkdownProblem(
            _line(tokens[marks[1]]), f"There is a second {FOLD}: keep only one."
        )
    return marks[0] if marks else _after_second_paragraph(tokens)


def _is_fold(token: Token) -> bool:
    """A marker where it cannot fold is no comment to be passed over in silence."""
    if not any(FOLD_MARK.search(html) for html in _raw_html(token)):
        return False
    if token.level or not FOLD_MARK.fullmatch(token.content.strip()):
        raise MarkdownProblem(
            _line(token),
            f"{FOLD} stands inside something here: put it on a line of its own, "
            "with empty lines around it, between two paragraphs.",
        )
    return True


def _raw_html(token: Token) -> list[str]:
    inline = [child.content for child in token.children or () if "html" in child.type]
    return [token.content, *inline] if token.type == "html_block" else inline


def _after_second_paragraph(tokens: list[Token]) -> int:
    ends = [
        i
        for i, token in enumerate(tokens)
        if token.type == "paragraph_close" and token.level == 0
    ]
    return ends[1] + 1 if len(ends) > 1 else len(tokens)


def _refuse_pictures(token: Token) -> None:
    if any(child.type == "image" for child in token.children or ()) or any(
        map(PICTURE.search, _raw_html(token))
    ):
        raise MarkdownProblem(
            _line(token),
            "A picture inside the text is not taken: "
            "name it in the front matter as `picture`, or remove it.",
        )


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
