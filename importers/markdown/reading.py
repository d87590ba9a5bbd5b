"""Converts Markdown to sanitised HTML, divided at the fold.

CommonMark with tables and strikethrough; raw HTML is allowed and then sanitised.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from importers.markdown.figures import (
    Image,
    check_figures,
    refuse_pictures,
    take_figures,
)
from importers.markdown.footnotes import Notes, add_footnotes
from importers.markdown.tokens import MarkdownProblem, line_of, lower_asides, raw_html
from models.body.markup import TangledHTML, clean_body, clean_html

FOLD = "<!-- fold -->"
FOLD_MARK = re.compile(r"<!--\s*fold\s*-->", re.IGNORECASE)
# A story's headline is its only h1, and bodies have two levels below.
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
add_footnotes(READER)


@dataclass(frozen=True)
class FoldedText:
    """Sanitised HTML from before and after the fold.

    Pictures have the numbers 1, 2, … instead of ids, in the order of `images`.
    """

    opening: str
    rest: str
    images: tuple[Image, ...] = ()


def read_markdown(text: str, *, is_story: bool = True) -> FoldedText:
    """Divides at the fold marker, or else after the second paragraph.

    Only stories can have pictures, embeds, pull quotes and footnotes.
    Raises MarkdownProblem.
    """
    notes = Notes()
    shared: dict[str, object] = {"notes": notes} if is_story else {}
    tokens = READER.parse(text.removesuffix("\n") + "\n", shared)
    notes.check()
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        _join_after_comment(token)
    images = take_figures(tokens) if is_story else refuse_pictures(tokens)
    lower_asides(tokens)
    fold = _fold_index(tokens)
    clean = clean_body if is_story else clean_html
    opening, rest = (
        _html(part, shared, clean) for part in (tokens[:fold], tokens[fold:])
    )
    check_figures(opening + rest, images)
    return FoldedText(opening, rest, tuple(images))


def _html(
    tokens: list[Token], shared: dict[str, object], clean: Callable[[str], str]
) -> str:
    try:
        return clean(READER.renderer.render(tokens, READER.options, shared))
    except TangledHTML as tangle:
        raise MarkdownProblem(line_of(tokens[0]), str(tangle)) from None


def _join_after_comment(token: Token) -> None:
    """Removes the line break after a comment, which the writer uses as a separator."""
    if token.type == "html_block":
        token.content = re.sub(r"-->\n\Z", "-->", token.content)


def _fold_index(tokens: list[Token]) -> int:
    folds = [i for i, token in enumerate(tokens) if _is_fold(token)]
    if len(folds) > 1:
        raise MarkdownProblem(
            line_of(tokens[folds[1]]), f"There is a second {FOLD}: keep only one."
        )
    return folds[0] if folds else _after_second_paragraph(tokens)


def _is_fold(token: Token) -> bool:
    """Also for nested markers, which must be reported rather than ignored."""
    if not any(FOLD_MARK.search(html) for html in raw_html(token)):
        return False
    if token.level or not FOLD_MARK.fullmatch(token.content.strip()):
        raise MarkdownProblem(
            line_of(token),
            f"{FOLD} is inside another element here: put it on a line of its own, "
            "with empty lines around it, between two paragraphs.",
        )
    return True


def _after_second_paragraph(tokens: list[Token]) -> int:
    ends = [
        i
        for i, token in enumerate(tokens)
        if token.type == "paragraph_close" and token.level == 0
    ]
    return ends[1] + 1 if len(ends) > 1 else len(tokens)
