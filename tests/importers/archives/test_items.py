"""Damaged WordPress exports are repaired without losing text."""

from pathlib import Path

import pytest

from importers.archives.records import ArchiveProblem
from importers.archives.wordpress import items
from importers.archives.wordpress.items import Element, Repairs, parsed, pieces

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="x">\n<channel>\n'


def read(path: Path, body: str, repairs: Repairs | None = None) -> list[Element]:
    path.write_text(f"{HEAD}{body}\n</channel></rss>", encoding="utf-8")
    found = [piece for piece in pieces(path) if piece.is_item]
    return [parsed(piece, repairs or Repairs()) for piece in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<title>Tea & Co</title>", "Tea & Co"),
        ("<title>Tea &amp; Co &#233; &eacute;&nbsp;x</title>", "Tea & Co é é\xa0x"),
        ("<title>a\x0bb\x00c</title>", "abc"),
        ("<title>5 < 6 is <![CDATA[<b>fine</b>]]></title>", None),
        ("<title><![CDATA[<b>&amp; & \x08</b>]]></title>", "<b>&amp; & </b>"),
        ("<title><![CDATA[a ]]> b]]></title>", "a ]]> b"),
        ("<title><![CDATA[a]]]]><![CDATA[>b]]></title>", "a]]>b"),
        ("<title><![CDATA[see <item> and </item>]]></title>", "see <item> and </item>"),
    ],
)
def test_text_is_kept(tmp_path: Path, written: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ArchiveProblem, match="not valid XML"):
            read(tmp_path / "export.xml", f"<item>{written}</item>")
        return
    (item,) = read(tmp_path / "export.xml", f"<item>{written}</item>")
    assert item.raw("title") == expected


def test_repairs_are_counted(tmp_path: Path) -> None:
    repairs = Repairs()
    read(tmp_path / "export.xml", "<item><title>a & b \x01\x02</title></item>", repairs)
    assert repairs.counts == {"characters that XML forbids": 2, "bare ampersands": 1}


def test_entities_cannot_be_declared(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text('<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><item>&a;</item></rss>')
    with pytest.raises(ArchiveProblem, match="DOCTYPE"):
        list(pieces(path))


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_pieces_do_not_depend_on_the_chunks(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "\n".join(
        f"<item>\n<title><![CDATA[Nr. {n} é]]></title></item>" for n in range(9)
    )
    whole = [item.value("title") for item in read(tmp_path / "export.xml", body)]
    monkeypatch.setattr(items, "CHUNK", size)
    found = list(pieces(tmp_path / "export.xml"))
    assert [
        parsed(piece, Repairs()).value("title") for piece in found if piece.is_item
    ] == whole
    assert [piece.line for piece in found if piece.is_item] == [*range(4, 22, 2)]
    text = (tmp_path / "export.xml").read_text(encoding="utf-8")
    assert "".join(piece.text for piece in found) == text


def test_declared_encoding_is_used(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><title>é</title></item>'
    )
    path.write_bytes(text.encode("latin-1"))
    (piece,) = (piece for piece in pieces(path) if piece.is_item)
    assert parsed(piece, Repairs()).value("title") == "é"
