"""Stored HTML back into Markdown, never losing a character of it."""

from markdownify import ATX, MarkdownConverter

from importers.markdown import FOLD, FoldedText, read_markdown

CONVERTER = MarkdownConverter(
    heading_style=ATX, bullets="-", strong_em_symbol="*", wrap=False
)


def write_markdown(opening: str, rest: str, *, folded: bool = True) -> str:
    """Markdown that `read_markdown` reads as exactly this opening and this rest.

    What Markdown cannot say stays HTML, which CommonMark passes through: first only
    the part that needs it, then the whole text. With `folded` False only the sum counts.
    """
    wanted = FoldedText(opening, rest)

    def says_the_same(text: str) -> bool:
        read = read_markdown(text)
        return read == wanted or (
            not folded and read.opening + read.rest == opening + rest
        )

    for opening_text in (_as_markdown(opening), _as_html(opening)):
        for rest_text in (_as_markdown(rest), _as_html(rest)):
            for text in _with_fold(opening_text, rest_text):
                if says_the_same(text):
                    return text
    raise ValueError("this text cannot be written as Markdown")


def _with_fold(opening: str, rest: str) -> list[str]:
    """Without the marker where the fold is where it would be anyway."""
    marked = [f"{opening}\n\n{FOLD}\n\n{rest}", f"{opening}\n\n{FOLD}\n{rest}"]
    return [f"{opening}\n\n{rest}", *marked]


def _as_markdown(html: str) -> str:
    written: str = CONVERTER.convert(html)
    return written.strip()


def _as_html(html: str) -> str:
    """A blank line would end the HTML block; inside a tag's text it says nothing."""
    return html.replace("\n\n", "\n&#10;").rstrip("\n")
