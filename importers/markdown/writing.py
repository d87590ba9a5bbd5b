"""Converts stored HTML back to Markdown without losing a character.

Blocks that Markdown cannot express stay HTML, which CommonMark passes through. Each
converted block is parsed again, and kept only if it gives the same HTML.
"""

import re
from collections.abc import Iterator, Mapping

from importers.markdown.figures import named
from importers.markdown.html_to_markdown import as_markdown
from importers.markdown.reading import FOLD, FoldedText, read_markdown
from importers.markdown.tokens import MarkdownProblem

TAG = re.compile(r'<(/?)([a-z0-9]+)(?:[^>"]|"[^"]*")*>')
BLOCKS = {
    *("p", "h2", "h3", "ul", "ol", "blockquote", "hr", "pre", "table", "dl"),
    *("aside", "figure"),
}
NOTE = '<small data-note="">'
BLANK_LINE = re.compile(r"\n(?=[ \t]*(?:\n|\Z))")

# Ends the previous block, such as a list; the reader drops it with its line break.
BETWEEN = "<!-- -->"


def write_markdown(
    opening: str,
    rest: str,
    *,
    is_story: bool = True,
    files: Mapping[int, str] | None = None,
) -> str:
    """Markdown from which `read_markdown` gives exactly this opening and rest.

    For a story, both are results of `clean_body`; otherwise of `clean_html`, and only
    their concatenation matters. `files` maps picture ids to file names.
    """
    wanted = FoldedText(named(opening, files or {}), named(rest, files or {}))
    # Tries the plainest text first; the last way always gives the same HTML.
    text = ""
    after = 1 + wanted.opening.count(NOTE)
    for opening_text in _ways_to_write(wanted.opening, 1):
        for rest_text in _ways_to_write(wanted.rest, after):
            for text in _with_fold(opening_text, rest_text):
                read = _read(text, is_story=is_story)
                if read == wanted or (not is_story and _sum(read) == _sum(wanted)):
                    return text
    return text


def _ways_to_write(html: str, first_note: int) -> Iterator[str]:
    yield _by_blocks(html, first_note)
    yield _as_html(html, "<div>")


def _with_fold(opening: str, rest: str) -> list[str]:
    """Leaves out the marker if the fold is at the default position."""
    return [f"{opening}\n\n{rest}".strip("\n"), f"{opening}\n\n{FOLD}\n\n{rest}"]


def _by_blocks(html: str, first_note: int) -> str:
    """Footnotes are numbered consecutively, beginning with `first_note`."""
    texts: list[str] = []
    before = text_before = ""
    for block in _top_blocks(html):
        text_before = _block_after(block, before, text_before, first_note)
        texts.append(text_before)
        before = block
        first_note += block.count(NOTE)
    return "\n\n".join(texts)


def _block_after(block: str, before: str, text_before: str, first_note: int) -> str:
    """The plainest Markdown that does not merge with the block before."""
    markdown = as_markdown(block, first_note)
    for text in (markdown, f"{BETWEEN}\n\n{markdown}", _as_html(block)):
        if _sum(_read(f"{text_before}\n\n{text}")) == before + block:
            return text
    return _as_html(block, "<div>")


def _top_blocks(html: str) -> list[str]:
    """The top-level blocks, whose concatenation is the whole text."""
    cuts, depth = [0], 0
    for tag in TAG.finditer(html):
        if tag[2] not in ("br", "hr"):
            depth += -1 if tag[1] else 1
        if depth == 0 and tag[2] in BLOCKS:
            spaces = len(html) - len(html[tag.end() :].lstrip("\n")) - tag.end()
            cuts.append(tag.end() + spaces)
    ends = [*cuts[1:], len(html)]
    return [
        html[start:end] for start, end in zip(cuts, ends, strict=True) if start < end
    ]


def _as_html(html: str, wrapper: str = "") -> str:
    """HTML that CommonMark passes through. Blank lines would end it, and bare text
    needs a tag around it.
    """
    if not html:
        return ""
    body, end = (html[:-1], "") if html.endswith("\n") else (html, BETWEEN)
    body = BLANK_LINE.sub("&#10;", body)  # a line break, escaped
    return f"{wrapper}{body}{wrapper.replace('<', '</')}{end}"


def _read(text: str, *, is_story: bool = True) -> FoldedText | None:
    """The text as read again, with file names instead of picture numbers."""
    try:
        read = read_markdown(text, is_story=is_story)
    except MarkdownProblem:
        return None
    files = {number: image.file for number, image in enumerate(read.images, 1)}
    return FoldedText(named(read.opening, files), named(read.rest, files))


def _sum(text: FoldedText | None) -> str | None:
    return None if text is None else text.opening + text.rest
