"""Reads a WordPress export (WXR 1.0–1.2) item by item.

https://wordpress.org/documentation/article/tools-export-screen/. Real exports are often
not well-formed: control characters, bare ampersands, HTML entities, "]]>" within CDATA.
A parser that recovers from this loses text silently, so each item is repaired and then
parsed strictly. An item that still cannot be parsed does not affect the others.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from pathlib import Path
from xml.parsers import expat  # entity declarations are refused below

from importers.archives.records import ArchiveProblem

CHUNK = 256 * 1024  # characters
LARGEST_ITEM = 32 * 1024 * 1024  # characters
MARK = re.compile(r"<!\[CDATA\[|\]\]>|<item[\s>]|</item\s*>|<!DOCTYPE|<!ENTITY")
LONGEST_MARK = 12
CODECS = ("iso8859", "cp125", "koi8", "gb", "big5", "shift_jis", "euc")
DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>(?=\s*</|<!\[CDATA\[|\s*\Z)", re.DOTALL)
# XML 1.0 section 2.2 lists what a document may contain.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
ENTITY = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{1,31};)")
OWN_ENTITIES = {"amp;", "lt;", "gt;", "quot;", "apos;"}
DECLARES = (
    "The file declares entities of its own (<!DOCTYPE), which no WordPress export "
    "does: remove the declaration, or export the site again."
)


@dataclass
class Element:
    """An XML element; `name` includes the prefix, as in "wp:post_id"."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def value(self, name: str) -> str:
        """The text of the first child of this name, without spaces around it."""
        return next((child.text.strip() for child in self.all(name)), "")

    def raw(self, name: str) -> str:
        """The same, with spaces and line breaks unchanged."""
        return next((child.text for child in self.all(name)), "")


@dataclass
class Repairs:
    """How often the file had to be repaired, by kind."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, kind: str, number: int) -> None:
        if number:
            self.counts[kind] = self.counts.get(kind, 0) + number


@dataclass(frozen=True)
class Piece:
    """Part of the file. `is_item` is false for everything outside of items.

    `line` is where it begins; `end` is how many bytes have been read.
    """

    text: str
    line: int
    is_item: bool
    end: int


def pieces(path: Path) -> Iterator[Piece]:
    """Splits the file, holding only one item in memory.

    Raises OSError, and ArchiveProblem if it declares entities or an item is too long.
    """
    with path.open("rb") as file:
        text = io.TextIOWrapper(file, encoding=_encoding(path), errors="replace")
        splitter = _Splitter()
        while chunk := text.read(CHUNK):
            yield from splitter.add(chunk, file.tell())
        yield from splitter.finish()


class _Splitter:
    """Collects text until an item is complete. Tags within CDATA do not count."""

    def __init__(self) -> None:
        self._text = ""
        self._scanned = 0
        self._line = 1
        self._read = 0
        self._in_item = self._in_cdata = False

    def add(self, chunk: str, read: int) -> Iterator[Piece]:
        self._text += chunk
        self._read = read
        yield from self._scan(LONGEST_MARK)
        if len(self._text) > LARGEST_ITEM:
            message = "An item here has over 32 million characters: remove it."
            raise ArchiveProblem(message, line=self._line)

    def finish(self) -> Iterator[Piece]:
        yield from self._scan(0)
        yield self._cut(len(self._text))

    def _scan(self, unsure: int) -> Iterator[Piece]:
        """A tag that begins in the last `unsure` characters may be incomplete."""
        while mark := MARK.search(self._text, self._scanned):
            if mark.start() >= len(self._text) - unsure:
                break
            self._scanned = mark.end()
            if self._in_cdata:
                self._in_cdata = mark[0] != "]]>"
            elif mark[0] == "<![CDATA[":
                self._in_cdata = True
            elif mark[0].startswith("<!"):
                raise ArchiveProblem(DECLARES, line=self._line)
            elif mark[0].startswith("<item") and not self._in_item:
                yield self._cut(mark.start())
                self._in_item = True
            elif mark[0].startswith("</") and self._in_item:
                yield self._cut(mark.end())
                self._in_item = False
        self._scanned = max(self._scanned, len(self._text) - unsure)

    def _cut(self, end: int) -> Piece:
        piece = Piece(self._text[:end], self._line, self._in_item, self._read)
        self._line += piece.text.count("\n")
        self._text = self._text[end:]
        self._scanned = max(0, self._scanned - end)
        return piece


def _encoding(path: Path) -> str:
    """The encoding in the XML declaration, or UTF-8."""
    with path.open("rb") as file:
        found = DECLARED.search(file.read(200))
    try:
        codec = codecs.lookup(found[1].decode()) if found else None
    except LookupError:
        codec = None
    is_known = codec is not None and codec.name.startswith(CODECS)
    return codec.name if codec and is_known else "utf-8-sig"


def parsed(piece: Piece, repairs: Repairs) -> Element:
    """The repaired piece as an element. Raises ArchiveProblem."""
    text = repaired(piece.text, repairs)
    root = Element("root")
    parser = expat.ParserCreate()
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        stack[-1].text += data

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(text, True)  # noqa: FBT003  # pyexpat takes it by position only
    except expat.ExpatError as error:
        line = piece.line + error.lineno - 1
        reason = expat.ErrorString(error.code)
        message = f"This is not valid XML ({reason}): correct the line and retry."
        raise ArchiveProblem(message, line=line, item=_title(piece.text)) from None
    return root.children[0]


def repaired(text: str, repairs: Repairs) -> str:
    text, removed = FORBIDDEN.subn("", text)
    repairs.note("characters that XML forbids", removed)
    parts: list[str] = []
    at = 0
    for section in CDATA.finditer(text):
        parts += [_escaped(text[at : section.start()], repairs), _cdata(section[1])]
        at = section.end()
    return "".join([*parts, _escaped(text[at:], repairs)])


def _cdata(content: str) -> str:
    return f"<![CDATA[{content.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _escaped(text: str, repairs: Repairs) -> str:
    """Escapes bare ampersands outside CDATA."""
    text = ENTITY.sub(_character, text)
    text, bare = AMPERSAND.subn("&amp;", text)
    repairs.note("bare ampersands", bare)
    return text


def _character(entity: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know."""
    if entity[1] in OWN_ENTITIES or entity[1] not in html5:
        return entity[0]
    return html5[entity[1]]


def _title(text: str) -> str:
    found = re.search(r"<title>(?:<!\[CDATA\[)?([^<\]]{1,100})", text)
    return found[1].strip() if found else ""
