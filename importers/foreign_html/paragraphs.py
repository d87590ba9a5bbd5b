"""Adds paragraph tags to a text without them, as WordPress does when it displays it.

A blank line ends a paragraph, and a line break becomes <br>, except within code. The
rules are those of `wpautop`
(https://developer.wordpress.org/reference/functions/wpautop/).
"""

import re
from collections.abc import Iterator

BLOCKS = (
    "address|article|aside|blockquote|caption|col|colgroup|dd|details|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|legend|li|main|"
    "map|math|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|"
    "audio|video|object"
)
CODE = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.I)
TAG = re.compile(rf"<(/?)({BLOCKS})\b[^>]*>", re.I)
BLANK = re.compile(r"\n[ \t]*\n\s*")
# Text directly in these is not a paragraph.
TIGHT = {
    *("caption", "dd", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "legend", "li", "p", "summary", "td", "th", "audio", "video", "object"),
    *("iframe",),
}
# Line breaks directly in these mean nothing.
ROWS = {"table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl", "menu", "colgroup"}
EMPTY = {"hr", "col"}


def with_paragraphs(html: str) -> str:
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_converted(html))


def _converted(html: str) -> Iterator[str]:
    """Leaves code unchanged."""
    open_tags: list[str] = []
    at = 0
    for code in CODE.finditer(html):
        yield from _blocks(html[at : code.start()], open_tags)
        yield code[0]
        at = code.end()
    yield from _blocks(html[at:], open_tags)


def _blocks(html: str, open_tags: list[str]) -> Iterator[str]:
    at = 0
    for tag in TAG.finditer(html):
        yield _text(html[at : tag.start()], open_tags)
        yield tag[0]
        at = tag.end()
        _follow(open_tags, tag[2].lower(), closes=bool(tag[1]))
    yield _text(html[at:], open_tags)


def _follow(open_tags: list[str], name: str, *, closes: bool) -> None:
    if closes:
        while name in open_tags and open_tags.pop() != name:
            pass
    elif name not in EMPTY:
        open_tags.append(name)


def _text(text: str, open_tags: list[str]) -> str:
    within = open_tags[-1] if open_tags else ""
    if within in ROWS or not text.strip():
        return text
    parts = [part.strip("\n") for part in BLANK.split(text) if part.strip()]
    if within in TIGHT and len(parts) == 1:
        return _with_breaks(text.strip("\n"))
    return "\n".join(f"<p>{_with_breaks(part)}</p>" for part in parts)


def _with_breaks(text: str) -> str:
    return re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)[ \t]*\n", "<br>\n", text)
