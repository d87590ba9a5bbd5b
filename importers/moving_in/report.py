"""The report of an import from another system."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.moving_in.texts import fit_line


class ImportCancelled(Exception):
    """Raised by `advance` to end an import early."""


LONGEST_NAME = 200
OUTCOMES = ("new", "changed", "unchanged", "kept")


@dataclass(frozen=True)
class ReportLine:
    """A problem or a remark. `line` is that of the export file; 0 is unknown."""

    line: int
    item: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        name = fit_line(self.item, LONGEST_NAME)
        item = f"{name}: " if name else ""
        return f"{place}{item}{self.message}"


@dataclass
class ImportReport:
    """`read` items are stored, unchanged, skipped or refused: the numbers add up.

    `remarks` counts what was converted or left out, by kind.
    """

    read: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    refused: list[ReportLine] = field(default_factory=list)
    notes: list[ReportLine] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    lost_pictures: dict[str, str] = field(default_factory=dict)
    stopped: BaseException | None = None

    @property
    def adds_up(self) -> bool:
        done = self.outcomes.total() + self.skipped.total() + len(self.refused)
        return self.read == done

    def numbers(self) -> dict[str, int]:
        """For the page, in the order of `lines`."""
        found = {name: self.outcomes[name] for name in OUTCOMES}
        return found | {
            "skipped": self.skipped.total(),
            "refused": len(self.refused),
        }

    def lines(self) -> Iterator[str]:
        numbers = ", ".join(f"{n} {name}" for name, n in self.numbers().items())
        yield f"{self.read} items read: {numbers}."
        for kind, number in self.skipped.most_common():
            yield f"  skipped, {kind}: {number}"
        yield from self._section("Refused", map(str, self.refused))
        counted = (f"{kind}: {n}" for kind, n in self.remarks.most_common() if n)
        yield from self._section("Converted or left out", counted)
        lost = (f"{url}: {why}" for url, why in self.lost_pictures.items())
        yield from self._section("Missing pictures", lost)
        yield from self._section("Please check", map(str, self.notes))

    def _section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        shown = list(lines)
        if shown:
            yield from ("", f"{title}:", *(f"  {line}" for line in shown))
