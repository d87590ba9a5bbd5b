"""Reads a subscriber file as entries, one per address, and lists refused lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from jobs.subscribers.columns import (
    RANK,
    BadLine,
    began_at,
    email_column,
    plain_name,
    shown,
    status_of,
)
from jobs.subscribers.table import BadFile, Table, read_table
from models.email_address import Address, BadAddress
from models.newsletter.choices import SUBJECTS, Subject
from models.newsletter.subscription import FREQUENCIES

NOT_AN_ADDRESS = "This is not a valid e-mail address."
NO_COLUMN = (
    "No column holds e-mail addresses. Name one “email” in the first line of the file."
)
# In Mailchimp's exports only the file name says who unsubscribed or bounced.
BY_FILE_NAME = {
    **dict.fromkeys(("unsubscribed", "nonsubscribed"), "unsubscribed"),
    "cleaned": "bounced",
}


@dataclass(frozen=True)
class SubscriberEntry:
    """Only our own exports have `newsletters` (frequency by slug) and `follows`."""

    line: int
    address: Address
    status: str
    began_at: datetime | None = None
    newsletters: Mapping[str, str] = field(default_factory=dict)
    follows: frozenset[Subject] = frozenset()


@dataclass(frozen=True)
class RefusedLine:
    line: int
    text: str
    reason: str


@dataclass
class SubscriberEntries:
    """Each of the file's `lines` is a row, merged into another one, or refused."""

    lines: int
    rows: list[SubscriberEntry]
    merged: int
    refused: list[RefusedLine]
    names_newsletters: bool


def read_entries(data: bytes, file_name: str) -> SubscriberEntries:
    """Raises BadFile."""
    table = read_table(data)
    column = email_column(table.header, [cells for _, cells in table.lines])
    if column is None:
        raise BadFile(NO_COLUMN)
    found: dict[str, SubscriberEntry] = {}
    refused: list[RefusedLine] = []
    least = _status_by(file_name)
    for line, cells in table.lines:
        try:
            entry = _entry(line, cells, table, column, least)
        except BadLine as bad:
            text = cells[column] if len(cells) > column else ""
            refused.append(RefusedLine(line, shown(text), str(bad)))
            continue
        key = entry.address.key
        found[key] = _merge(found[key], entry) if key in found else entry
    merged = len(table.lines) - len(refused) - len(found)
    names = "newsletters" in map(plain_name, table.header)
    return SubscriberEntries(
        len(table.lines), [*found.values()], merged, refused, names
    )


def _entry(
    line: int, cells: list[str], table: Table, column: int, least: str
) -> SubscriberEntry:
    text = cells[column] if len(cells) > column else ""
    try:
        # The apostrophe that keeps spreadsheets from running a formula.
        address = Address.read(text.removeprefix("'") if text[1:2] in "=+-@" else text)
    except BadAddress:
        raise BadLine(NOT_AN_ADDRESS) from None
    facts = {
        plain_name(name): cell.strip()
        for name, cell in zip(table.header, cells, strict=False)
    }
    status = max(least, status_of(facts), key=RANK.__getitem__)
    newsletters = dict(_newsletters(facts.get("newsletters", "")))
    follows = frozenset(_subjects(facts.get("follows", "")))
    return SubscriberEntry(line, address, status, began_at(facts), newsletters, follows)


def _merge(first: SubscriberEntry, second: SubscriberEntry) -> SubscriberEntry:
    """Two lines with one address: the stricter status wins."""
    return replace(
        first,
        status=max(first.status, second.status, key=RANK.__getitem__),
        newsletters={**second.newsletters, **first.newsletters},
        follows=first.follows | second.follows,
    )


def _newsletters(cell: str) -> Iterator[tuple[str, str]]:
    """`weekly:monthly` means the newsletter "weekly", at most once a month."""
    for word in cell.split():
        slug, _, frequency = word.partition(":")
        yield slug, frequency if frequency in FREQUENCIES else "every"


def _subjects(cell: str) -> Iterator[Subject]:
    for word in cell.split():
        kind, _, slug = word.partition(":")
        if kind in SUBJECTS and slug:
            yield kind, slug


def _status_by(file_name: str) -> str:
    first = plain_name(file_name).partition("_")[0]
    return BY_FILE_NAME.get(first, "confirmed")
