"""Rules of input: what a text, an address or a number may be, wherever it comes from.

Forms, address parameters and content files all read by these, so that whatever the
newsroom stores can be exported and imported again.
"""

import re
from urllib.parse import urlsplit

from sqlalchemy.orm import InstrumentedAttribute

# Control characters and half characters: XML 1.0 (section 2.2) and PostgreSQL refuse
# most of them, and nobody can see the others. A class for use within brackets.
CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
LINE_BREAKS = r"\t\n\r\u2028\u2029"
UNFIT = re.compile(f"[{CONTROLS}]")
UNFIT_IN_LINE = re.compile(f"[{CONTROLS}{LINE_BREAKS}]")
# No-break and other typographic spaces are the writer's: they stay as they are.
PLAIN_SPACES = re.compile(f"[ {LINE_BREAKS}]+")
NOT_IN_ADDRESS = re.compile(rf'[\s{CONTROLS}<>"\\]')
# RFC 1123 and underscores; other scripts as they are or in Punycode; or an IP address.
HOST = re.compile(r"(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?|\[[0-9a-fA-F:.]+\]")
LONGEST_ADDRESS = 2000
LARGEST_ID = 2**31 - 1  # what an INTEGER of PostgreSQL holds
LONGEST_NUMBER = 12  # characters, leading zeros and a sign included


def clean_line(typed: str | None) -> str:
    """One line: breaks and runs of plain spaces become one space, controls vanish."""
    return PLAIN_SPACES.sub(" ", UNFIT.sub("", typed or "")).strip()


def clean_text(typed: str | None) -> str:
    """Text with line breaks, of which browsers send two characters each."""
    text = (typed or "").replace("\r\n", "\n").replace("\r", "\n")
    return UNFIT.sub("", text).strip()


def unfit_in(text: str, *, is_line: bool) -> str | None:
    """The first character that the text may not hold."""
    found = (UNFIT_IN_LINE if is_line else UNFIT).search(text)
    return found[0] if found else None


def holds(character: str) -> str:
    """Why a text with this character is refused."""
    names = {"\n": "a line break", "\t": "a tab"}
    name = names.get(character, f"the character U+{ord(character):04X}")
    return f"holds {name}, which is not allowed here: remove it."


def is_web_address(text: str) -> bool:
    """Whether a browser could follow it: http or https, a host, no stray signs."""
    if len(text) > LONGEST_ADDRESS or NOT_IN_ADDRESS.search(text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and port != 0
    return is_web and HOST.fullmatch(f"[{host}]" if ":" in host else host) is not None


def read_number(typed: str, low: int, high: int) -> int | None:
    """A whole number within bounds, or None. Python refuses to read 5,000 digits."""
    is_number = len(typed) <= LONGEST_NUMBER and re.fullmatch("-?[0-9]+", typed)
    number = int(typed) if is_number else None
    return number if number is not None and low <= number <= high else None


def whole_number(typed: str) -> int:
    """An id or a count from an address or a form. Raises ValueError."""
    number = read_number(typed, 0, LARGEST_ID)
    if number is None:
        raise ValueError(typed[:LONGEST_NUMBER])
    return number


def longest(column: InstrumentedAttribute[str]) -> int:
    """How many characters the column holds."""
    length: int = column.type.length
    return length
