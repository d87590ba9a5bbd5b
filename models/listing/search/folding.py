"""Folding: how a text is made comparable, by us and not by a database.

So both databases find the same: what they are given has only our tokens in it.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

# Letters of their own to Unicode, accented ones to whoever has no such key.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ĸ": "k", "ŋ": "n"}
)
NON_ASCII = re.compile(r"[^\x00-\x7f]")
# Scripts that put no spaces between words: each letter is a token, a word a phrase.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
TOKEN = re.compile(rf"[{SPACELESS}]|[^\W_{SPACELESS}]+")
LONGEST_TOKEN = 64  # characters; PostgreSQL takes 2046 bytes


class Token(NamedTuple):
    """A folded word, and where in the folded text it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text without case and accents, and the way back to its letters.

    `shifts` are places (in the folded text, in the original) where the two, until
    then letter by letter, part or come together again.
    """

    text: str
    shifts: tuple[tuple[int, int], ...]
    length: int

    @classmethod
    def of(cls, original: str) -> Self:
        parts, shifts, done, written = list[str](), [(0, 0)], 0, 0
        for found in NON_ASCII.finditer(original):
            start, letter = found.start(), folded_letter(found[0])
            parts += (original[done:start].lower(), letter)
            written += start - done + len(letter)
            done = start + 1
            if len(letter) != 1:
                shifts += ((written - n, start) for n in range(len(letter), 0, -1))
                shifts.append((written, done))
        parts.append(original[done:].lower())
        return cls("".join(parts), tuple(shifts), len(original))

    def tokens(self) -> list[Token]:
        found = TOKEN.finditer(self.text)
        return [Token(one[0][:LONGEST_TOKEN], *one.span()) for one in found]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where that part of the folded text is in the original.

        Of a letter that folds into several, half is as good as the whole.
        """
        first, last = self._place(start), self._place(end - 1)
        return first, max(self._place(end), last + 1)

    def _place(self, place: int) -> int:
        number = bisect_right(self.shifts, (place, self.length)) - 1
        folded, original = self.shifts[number]
        return min(original + place - folded, self.length)


def tokens(text: str) -> list[str]:
    """What is looked for and found: letters and digits, folded."""
    return [found[:LONGEST_TOKEN] for found in TOKEN.findall(Folded.of(text).text)]


@lru_cache(4096)
def folded_letter(letter: str) -> str:
    """None, one or several: marks go, and what only formats, as a soft hyphen does."""
    apart = unicodedata.normalize("NFKD", letter).casefold().translate(LETTERS)
    return "".join(c for c in apart if not _vanishes(unicodedata.category(c)))


def _vanishes(category: str) -> bool:
    return category[0] == "M" or category == "Cf"
