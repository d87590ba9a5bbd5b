"""Pictures, embeds and pull quotes in a Markdown text.

A picture alone in a paragraph is a figure. Content files name it by its file; the
HTML read from them has its number in the text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

from markdown_it.token import Token

from importers.markdown.tokens import MarkdownProblem, line_of, raw_html
from models.body.markup import PICTURE
from models.body.media_embed import NoEmbed, is_embed, read_embed

HTML_PICTURE = re.compile(r'(<figure\s+data-picture=")([^"]*)(?="\s*>)', re.IGNORECASE)
HTML_EMBED = re.compile(r'\bdata-embed="([^"]*)"', re.IGNORECASE)
ANY_PICTURE = re.compile(r"<img\b|\bdata-picture\b", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)

NOT_HERE = (
    "Pictures inside a paragraph are not supported: "
    "name it in the front matter as `picture`, or remove it."
)
ALONE = (
    "A picture must be between paragraphs, on a line of its own with empty lines "
    "around it: ![What it shows](pictures/name.jpg)."
)


@dataclass(frozen=True)
class Image:
    """A picture in a text: its file name, alt text and caption."""

    file: str
    line: int
    alt_text: str = ""
    caption: str = ""


def refuse_pictures(tokens: Iterable[Token]) -> list[Image]:
    """For texts that cannot have pictures."""
    for token in tokens:
        if _has_image(token) or any(map(ANY_PICTURE.search, raw_html(token))):
            raise MarkdownProblem(line_of(token), NOT_HERE)
    return []


def take_figures(tokens: list[Token]) -> list[Image]:
    """Replaces pictures by figures; returns the pictures in order."""
    images: list[Image] = []
    for place, token in enumerate(tokens):
        for part in [token, *(token.children or ())]:
            if part.type.startswith("html"):
                part.content = _with_numbers(part.content, line_of(token), images)
        if _has_image(token):
            if not _is_alone(tokens, place):
                raise MarkdownProblem(line_of(token), ALONE)
            figure = _figure(token, images)
            for part in tokens[place - 1 : place + 2]:
                part.type, part.content, part.children = "html_block", "", None
            token.content = figure
    return images


def check_figures(html: str, images: list[Image]) -> None:
    """Reports figures that sanitising removed, because they were nested."""
    lines = {str(number): image.line for number, image in enumerate(images, 1)}
    if PICTURE.findall(html) != [*lines]:
        lost = lines.keys() - {*PICTURE.findall(html)}
        raise MarkdownProblem(min((lines[number] for number in lost), default=1), ALONE)


def named(html: str, files: Mapping[int, str]) -> str:
    """Replaces ids by file names; drops pictures without a file."""

    def name(figure: re.Match[str]) -> str:
        file = files.get(int(figure[1]))
        return (
            "" if file is None else f'<figure data-picture="{escape(file)}"></figure>'
        )

    return PICTURE.sub(name, html)


def numbered(html: str, ids: Mapping[int, int]) -> str:
    """Replaces the numbers in a text by ids."""
    figure = '<figure data-picture="{}"></figure>'
    return PICTURE.sub(lambda found: figure.format(ids[int(found[1])]), html)


def _has_image(token: Token) -> bool:
    return any(child.type == "image" for child in token.children or ())


def _is_alone(tokens: list[Token], place: int) -> bool:
    opening = tokens[place - 1]
    is_at_top = opening.type == "paragraph_open" and opening.level == 0
    return is_at_top and len(tokens[place].children or ()) == 1


def _figure(token: Token, images: list[Image]) -> str:
    (image,) = token.children or []
    address, caption = str(image.attrs["src"]), str(image.attrs.get("title", ""))
    alt_text = _text(image)
    if ELSEWHERE.match(address):
        words = escape(alt_text or caption, quote=False)
        return _embed(address, words, line_of(token))
    images.append(Image(unquote(address), line_of(token), alt_text, caption))
    return f'<figure data-picture="{len(images)}"></figure>\n'


def _embed(address: str, words: str, line: int) -> str:
    try:
        key = read_embed(unquote(address)).key
    except NoEmbed as problem:
        message = f"{address[:100]!r} is neither a picture file nor can it be embedded."
        raise MarkdownProblem(line, f"{message} {problem}") from None
    return f'<figure data-embed="{key}"><figcaption>{words}</figcaption></figure>\n'


def _text(image: Token) -> str:
    """The text in the brackets, without formatting."""
    parts = image.children or ()
    words = (
        " " if "break" in part.type else part.content or _text(part) for part in parts
    )
    return "".join(words)


def _with_numbers(html: str, line: int, images: list[Image]) -> str:
    for key in HTML_EMBED.findall(html):
        if not is_embed(unescape(key)):
            raise MarkdownProblem(line, f"{key[:100]!r} cannot be embedded.")

    def number(figure: re.Match[str]) -> str:
        images.append(Image(unescape(figure[2]), line))
        return f"{figure[1]}{len(images)}"

    numbered, taken = HTML_PICTURE.subn(number, html)
    if len(ANY_PICTURE.findall(html)) != taken:
        raise MarkdownProblem(line, ALONE)
    return numbered
