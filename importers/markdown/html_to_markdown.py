"""Converts a block of HTML to Markdown; importers/markdown/writing.py verifies it."""

import re
from html import escape
from typing import Any
from urllib.parse import quote

from markdownify import ATX, BACKSLASH, MarkdownConverter

from models.body.media_embed import SUBSCRIBE_BOX, Embed

ESCAPES = (
    (re.compile(r"([\\`\[\]])"), r"\\\1"),
    (re.compile(r"(?<=\S)\*|\*(?=\S)"), r"\\*"),
    (re.compile(r"(?<![^\W_])_|_(?![^\W_])"), r"\\_"),
    (re.compile(r"<(?=[a-zA-Z/!?])"), r"\\<"),
    (re.compile(r"&(?=#?[a-zA-Z0-9]+;)"), r"\\&"),
    (re.compile(r"~(?=~)|(?<=~)~"), r"\\~"),
    (re.compile(r"^([ \t]*)([-+*>#=])", re.MULTILINE), r"\1\\\2"),
    (re.compile(r"^([ \t]*[0-9]{1,9})([.)])", re.MULTILINE), r"\1\\\2"),
)


class _Converter(MarkdownConverter):
    """Escapes only what Markdown would interpret, and keeps other tags as HTML.

    `notes` collects the words of footnotes, whose numbers begin with `first`.
    """

    def __init__(self, first: int, **options: Any) -> None:
        super().__init__(**options)
        self.first, self.notes = first, list[str]()

    def escape(self, text: str, parent_tags: set[str]) -> str:
        for special, escaped in ESCAPES:
            text = special.sub(escaped, text)
        return text.replace("|", r"\|") if {"td", "th"} & parent_tags else text

    def _keep(self, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        attributes = "".join(
            f' {k}="{escape(str(v))}"' for k, v in element.attrs.items()
        )
        return f"<{element.name}{attributes}>{text}</{element.name}>"

    def convert_figure(self, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        file, key = element.get("data-picture"), element.get("data-embed")
        if key == SUBSCRIBE_BOX:
            caption = f"<figcaption>{escape(text.strip(), quote=False)}</figcaption>"
            return f'<figure data-embed="{key}">{caption}</figure>'
        address = quote(file) if file else Embed.parse(key).page_url
        return f"![{text.strip()}]({address})"

    def convert_figcaption(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        return text

    def convert_aside(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        return f'<aside class="pull-quote">\n\n{text.strip()}\n\n</aside>'

    def convert_small(self, element: Any, text: str, parent_tags: set[str]) -> str:
        if element.get("data-note") is None:
            return self._keep(element, text, parent_tags)
        self.notes.append(text.strip())
        return f"[^{self.first + len(self.notes) - 1}]"

    convert_sub = convert_sup = convert_abbr = _keep
    convert_cite = convert_q = convert_b = convert_i = _keep


OPTIONS = {
    "heading_style": ATX,
    "bullets": "-",
    "strong_em_symbol": "*",
    "newline_style": BACKSLASH,
}


def as_markdown(html: str, first_note: int = 1) -> str:
    """The block, followed by its footnotes, numbered from `first_note`."""
    converter = _Converter(first_note, **OPTIONS)
    try:
        written: str = converter.convert(html)
    except RecursionError:
        return html
    notes = enumerate(converter.notes, first_note)
    below = [f"[^{number}]: {_indented(words)}" for number, words in notes]
    return "\n\n".join([written.strip("\n"), *below])


def _indented(words: str) -> str:
    return words.replace("\n", "\n    ")
