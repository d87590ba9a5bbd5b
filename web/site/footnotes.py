"""A story's footnotes: numbered references in the text and a list below it.

Ids contain the story's id, because one page can show several stories.
"""

import re
from dataclasses import dataclass, field

from markupsafe import Markup

NOTE = re.compile(r'<small data-note="">(.*?)</small>', re.DOTALL)
ID = re.compile(r' id="([^"]*)"')
HREF_HERE = re.compile(r' href="#([^"]*)"')
REFERENCE = (
    '<sup class="note-reference" id="note-reference-{id}">'
    '<a href="{page}#note-{id}" role="doc-noteref" aria-label="Footnote {number}">'
    "{number}</a></sup>"
)
LISTED = (
    '<li id="note-{id}" dir="auto">{words} '
    '<a class="notes__back" href="#note-reference-{id}" role="doc-backlink" '
    'aria-label="Back to reference {number}">↩</a></li>\n'
)
LIST = (
    '<section class="notes" role="doc-endnotes" aria-label="Footnotes">\n'
    "<ol>\n{}</ol>\n</section>\n"
)


@dataclass
class Footnotes:
    """The footnotes of one story; `words` are the texts found so far."""

    story: int
    words: list[str] = field(default_factory=list)

    def numbered(self, html: str, page: str = "") -> str:
        """The text with numbered references and ids that are unique on the page."""

        def number(note: re.Match[str]) -> str:
            self.words.append(note[1])
            return REFERENCE.format(
                id=self._id(len(self.words)), number=len(self.words), page=page
            )

        html = HREF_HERE.sub(rf' href="{page}#text-{self.story}-\1"', html)
        html = ID.sub(rf' id="text-{self.story}-\1"', html)
        return NOTE.sub(number, html)

    def listed(self) -> Markup:
        notes = [
            LISTED.format(id=self._id(number), number=number, words=words)
            for number, words in enumerate(self.words, 1)
        ]
        list_ = LIST.format("".join(notes)) if notes else ""
        return Markup(list_)  # noqa: S704  # the allow-list has passed its words

    def _id(self, number: int) -> str:
        return f"{self.story}-{number}"
