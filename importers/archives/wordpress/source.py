"""A WordPress export as a source of stories."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from importers.archives.limits import one_item
from importers.archives.records import ArchiveProblem, ForeignStory
from importers.archives.source import Advance, Item, Skipped, Upload
from importers.archives.wordpress.items import (
    Element,
    Piece,
    Repairs,
    parsed,
    pieces,
)
from importers.archives.wordpress.posts import Reading, own_path, skipped_as, story_of
from importers.archives.wordpress.site import WordPressSite
from importers.foreign_html.converting import Context, Converted
from importers.foreign_html.wordpress import convert_wordpress

COMMENTS = "comments, which Meridian does not have"


def is_wordpress(path: Path) -> bool:
    """Raises OSError."""
    with path.open("rb") as file:
        start = file.read(8192)
    return b"<rss" in start and b"wordpress.org/export/" in start


class WordPressSource:
    """Reads the file twice; only one item is in memory at a time."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._site = WordPressSite(url=upload.site_url)
        self.remarks: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return self._site.url

    def survey(self, advance: Advance) -> Iterator[ForeignStory]:
        repairs = Repairs()
        for piece in self._pieces(advance):
            if not piece.is_item:
                with one_item(piece.line):
                    self._site.add_head(piece, repairs)
                continue
            with suppress(ArchiveProblem):  # reported by `items`
                item = _parsed(piece, repairs)
                self._site.add_item(item)
                if not skipped_as(item):
                    yield self._read(item, piece)
        for problem in self._site.problems:
            self.remarks[f"terms or authors that are not valid XML ({problem})"] += 1
        for kind, number in repairs.counts.items():
            self.remarks[f"{kind}, repaired"] += number

    def items(self, advance: Advance) -> Iterator[Item]:
        for piece in self._pieces(advance):
            if not piece.is_item:
                continue
            try:
                item = _parsed(piece, Repairs())
                self.remarks[COMMENTS] += len(item.all("wp:comment"))
                reason = skipped_as(item)
                yield Skipped(reason) if reason else self._read(item, piece)
            except ArchiveProblem as problem:
                yield problem

    def convert(self, story: ForeignStory, link: Callable[[str], str]) -> Converted:
        context = Context(self._site.picture, link, story.notes)
        return convert_wordpress(
            story.html, context, lambda: self._site.gallery(story.key.id)
        )

    def other_pages(self) -> Iterator[tuple[str, str]]:
        """The pages of attachments."""
        for one in self._site.attachments.values():
            path = own_path(one.link, self._site)
            if path:
                yield path, one.parent

    def _read(self, item: Element, piece: Piece) -> ForeignStory:
        """Raises ArchiveProblem, whatever is wrong with the item."""
        title = item.value("title")
        with one_item(piece.line, title):
            return story_of(item, Reading(self._site, self._upload.zone), piece.line)

    def _pieces(self, advance: Advance) -> Iterator[Piece]:
        read = 0
        for piece in pieces(self._upload.path):
            advance(piece.end - read)
            read = piece.end
            yield piece


def _parsed(piece: Piece, repairs: Repairs) -> Element:
    with one_item(piece.line):
        return parsed(piece, repairs)
