"""What every reader of another system's export offers."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Protocol

from importers.archives.records import ArchiveProblem, ForeignStory
from importers.foreign_html.converting import Converted

Advance = Callable[[int], object]


@dataclass(frozen=True)
class Upload:
    """An export file. `zone` is the old site's, `site_url` its address if the file does
    not say it.
    """

    path: Path
    zone: tzinfo
    site_url: str = ""


@dataclass(frozen=True)
class Skipped:
    """An item that is not a story; `kind` is in the plural, as reports count it."""

    kind: str


Item = ForeignStory | Skipped | ArchiveProblem


class Source(Protocol):
    """`remarks` are for the report."""

    remarks: Counter[str]

    @property
    def url(self) -> str:
        """The old site's, once `survey` has run."""

    def survey(self, advance: Advance) -> Iterator[ForeignStory]:
        """Reads the file once, to know what stories refer to.

        Raises ArchiveProblem if the file cannot be used at all.
        """

    def items(self, advance: Advance) -> Iterator[Item]:
        """Every item, in the order of the file."""

    def convert(self, story: ForeignStory, link: Callable[[str], str]) -> Converted:
        """The text of a story. `link` gives the new address of a link."""

    def other_pages(self) -> Iterator[tuple[str, str]]:
        """Old paths, each with the id of the story that it leads to."""
