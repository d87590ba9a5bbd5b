"""One block of HTML into Markdown: a good guess, which importers/prose.py checks."""

import re
from html import escape
from typing import Any

from markdownify import ATX, BACKSLASH, MarkdownConverter

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
    """Escapes only what Markdown would take for its own, and keeps the other tags."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        for special, escaped in ESCAPES:
            text = special.sub(escaped, text)
        return text.replace("|", r"\|") if {"td", "th"} & parent_tags else text

    def _keep(self, element: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        given = "".join(f' {k}="{escape(str(v))}"' for k, v in element.attrs.items())
        return f"<{element.name}{given}>{text}</{element.name}>"

    convert_sub = convert_sup = convert_small = convert_abbr = _keep
    convert_cite = convert_q = convert_b = convert_i = _keep


CONVERTER = _Converter(
    heading_style=ATX,
    bullets="-",
    strong_em_symbol="*",
    newline_style=BACKSLASH,
)


def as_markdown(html: str) -> str:
    try:
        written: str = CONVERTER.convert(html)
    except RecursionError:
        return html
    return written.strip("\n")
