"""Reads a subscriber file of any system as a table: encoding, delimiter and limits."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LARGEST_FILE = 30 * 2**20  # bytes
MOST_LINES = 500_000
DELIMITERS = ",;\t|"
SEPARATOR_LINE = "sep="  # Excel's first line
TOO_LONG = f"The file has more than {MOST_LINES:,} lines: split it."


class BadFile(Exception):
    """The file cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Table:
    """`header` is empty for a plain list of addresses. Lines are numbered from 1."""

    header: tuple[str, ...]
    lines: list[tuple[int, list[str]]]


def read_table(data: bytes) -> Table:
    """Raises BadFile."""
    if len(data) > LARGEST_FILE:
        raise BadFile(f"The file is larger than {LARGEST_FILE // 2**20} MB: split it.")
    if data.startswith(b"PK\x03\x04"):
        raise BadFile("This is a ZIP archive: unpack it and use the files in it.")
    text = decode(data)
    if "\x00" in text:
        raise BadFile("This is not a text file. Export the subscribers as CSV.")
    if text.lstrip().startswith(("{", "[")):
        return _json(text)
    lines = _csv(text)
    if not lines:
        raise BadFile("The file is empty.")
    if "@" in "".join(lines[0][1]):
        return Table((), lines)
    return Table(tuple(lines[0][1]), lines[1:])


def decode(data: bytes) -> str:
    """From UTF-8 or UTF-16, with or without a byte order mark; else Windows-1252."""
    for bom, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if data[1:2] == b"\x00" and data[:1] != b"\x00":
        return data.decode("utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _csv(text: str) -> list[tuple[int, list[str]]]:
    """Skips empty lines. A quoted cell may span several lines."""
    first = text.partition("\n")[0].strip()
    delimiter = max(DELIMITERS, key=first.count)
    if first.lower().startswith(SEPARATOR_LINE):
        delimiter = first[len(SEPARATOR_LINE) :][:1] or ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(_numbered(reader))
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} cannot be read: {error}.") from None


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    begins = 1
    for cells in reader:
        if begins > MOST_LINES:
            raise BadFile(TOO_LONG)
        is_separator = begins == 1 and "".join(cells).lower().startswith(SEPARATOR_LINE)
        if any(cell.strip() for cell in cells) and not is_separator:
            yield begins, cells
        begins = reader.line_num + 1


def _json(text: str) -> Table:
    """From our own export, a list of objects; each counts as a line."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"The JSON cannot be read: {error}.") from None
    rows = read.get("subscribers") if isinstance(read, dict) else read
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile('The JSON has no list of objects under "subscribers".')
    if len(rows) > MOST_LINES:
        raise BadFile(TOO_LONG)
    header = tuple({str(name): None for row in rows for name in row})
    lines = [[_cell(row.get(name)) for name in header] for row in rows]
    return Table(header, list(enumerate(lines, 1)))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return str(value)
