"""Reading files: encodings, delimiters, columns, limits."""

import codecs

import pytest

from jobs.subscribers import table
from jobs.subscribers.entries import read_entries
from jobs.subscribers.table import BadFile, read_table

ZOE = "email,name\nzoë@example.org,Zoë\nana@example.org,Ana\n"


def addresses(data: bytes, name: str = "list.csv") -> list[str]:
    return [row.address.email for row in read_entries(data, name).rows]


@pytest.mark.parametrize(
    "data",
    [
        ZOE.encode(),
        codecs.BOM_UTF8 + ZOE.encode(),
        ZOE.encode("utf-16"),
        ZOE.encode("utf-16-le"),
        ZOE.encode("cp1252"),
        ZOE.replace(",", ";").encode("latin-1"),
        ZOE.replace(",", "\t").replace("\n", "\r\n").encode(),
        ("sep=;\n" + ZOE.replace(",", ";")).encode(),
    ],
)
def test_every_common_encoding_and_delimiter_is_read(data: bytes) -> None:
    entries = read_entries(data, "list.csv")
    assert [row.address.email for row in entries.rows] == ["ana@example.org"]
    assert [one.text for one in entries.refused] == ["zoë@example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "E-Mail Address;Name\nana@example.org;Ana\n",
        "ana@example.org\n\n",
        "Name,Kontakt\nAna,ana@example.org\n",
        'Name,Email\n"Ana\nMaria",ana@example.org\n',
        "Email\n Ana@Example.org \n",
    ],
)
def test_column_of_addresses_is_found(text: str) -> None:
    assert [a.lower() for a in addresses(text.encode())] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("data", "explanation"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "This is a ZIP archive: unpack it"),
        (b"\x89PNG\x00\x00\x00\x00", "This is not a text file."),
        (b"name,city\nAna,Lisbon\n", "No column holds e-mail addresses."),
        (b"[1, 2]", "The JSON has no list of objects"),
        (b"{" * 5000, "The JSON cannot be read"),
        (b'email\n"' + b"x" * 200_000 + b'"\n', "cannot be read"),
    ],
)
def test_file_that_cannot_be_used_is_explained(data: bytes, explanation: str) -> None:
    with pytest.raises(BadFile, match=explanation.replace(".", r"\.")):
        read_entries(data, "list.csv")


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LARGEST_FILE", 10)
    with pytest.raises(BadFile, match="larger"):
        read_table(b"email\n" * 3)
    monkeypatch.setattr(table, "MOST_LINES", 1)
    with pytest.raises(BadFile, match="more than"):
        read_table(b"a\nb\nc")


def test_line_numbers_are_those_of_the_file() -> None:
    text = 'email,note\n\n"ana@example.org","two\nlines"\nnobody,\n'
    (refused,) = read_entries(text.encode(), "list.csv").refused
    assert (refused.line, refused.text) == (5, "nobody")


def test_header_injection_is_refused() -> None:
    text = (
        'email\n"ana@example.org\r\nBcc: eve@example.org"\n=?utf-8?q?a?=@example.org\n'
    )
    entries = read_entries(text.encode(), "list.csv")
    assert entries.rows == []
    assert len(entries.refused) == 2
