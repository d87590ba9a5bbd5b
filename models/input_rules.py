"""Input rules for texts, URLs and numbers, whatever their source.

Forms, query parameters and content files share them, so everything the newsroom stores
can be exported and imported again.
"""

import re
from urllib.parse import urlsplit

from sqlalchemy.orm import InstrumentedAttribute

# Control characters and surrogates: XML 1.0 (section 2.2) and PostgreSQL refuse most
# of them, and the others are invisible. For use inside a regex [class].
CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
LINE_BREAKS = r"\t\n\r\u2028\u2029"
UNFIT = re.compile(f"[{CONTROLS}]")
UNFIT_IN_LINE = re.compile(f"[{CONTROLS}{LINE_BREAKS}]")
# No-break and other typographic spaces are intentional, so they are kept.
PLAIN_SPACES = re.compile(f"[ {LINE_BREAKS}]+")
NOT_IN_ADDRESS = re.compile(rf'[\s{CONTROLS}<>"\\]')
# RFC 1123 and underscores; other scripts as they are or in Punycode; or an IP address.
HOST = re.compile(r"(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?|\[[0-9a-fA-F:.]+\]")
LONGEST_ADDRESS = 2000
LARGEST_ID = 2**31 - 1  # PostgreSQL's INTEGER
LONGEST_NUMBER = 12  # characters, including leading zeros and a sign


def clean_line(value: str | None) -> str:
    """One line: breaks and runs of spaces become one space, controls are removed."""
    return PLAIN_SPACES.sub(" ", UNFIT.sub("", value or "")).strip()


def clean_text(value: str | None) -> str:
    """Text with "\\n" line breaks, which browsers submit as "\\r\\n"."""
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return UNFIT.sub("", text).strip()


def unfit_in(text: str, *, is_line: bool) -> str | None:
    """The first forbidden character in the text."""
    found = (UNFIT_IN_LINE if is_line else UNFIT).search(text)
    return found[0] if found else None


def holds(character: str) -> str:
    """Explains why this character is refused."""
    names = {"\n": "a line break", "\t": "a tab"}
    name = names.get(character, f"the character U+{ord(character):04X}")
    return f"holds {name}, which is not allowed here: remove it."


def is_web_address(text: str) -> bool:
    """Whether a browser could open it: http or https, a host, no stray characters."""
    if len(text) > LONGEST_ADDRESS or NOT_IN_ADDRESS.search(text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and port != 0
    return is_web and HOST.fullmatch(f"[{host}]" if ":" in host else host) is not None


def read_number(value: str, low: int, high: int) -> int | None:
    """A whole number within bounds, or None. Limits digits, because int() raises an
    error above 4,300.
    """
    is_number = len(value) <= LONGEST_NUMBER and re.fullmatch("-?[0-9]+", value)
    number = int(value) if is_number else None
    return number if number is not None and low <= number <= high else None


def whole_number(value: str) -> int:
    """An id or count from a URL or form. Raises ValueError."""
    number = read_number(value, 0, LARGEST_ID)
    if number is None:
        raise ValueError(value[:LONGEST_NUMBER])
    return number


def longest(column: InstrumentedAttribute[str]) -> int:
    """The column's length in characters."""
    length: int = column.type.length
    return length
