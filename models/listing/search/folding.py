"""Folding: makes texts comparable, in Python rather than in the database.

The index holds only our tokens, so both databases find the same stories. Slugs use
folded text too (models/slug.py).
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Self

from anyascii import anyascii

# Increase when folding changes: the worker then rebuilds the index.
VERSION = 3
NON_ASCII = re.compile(r"[^\x00-\x7f]")
# Scripts without spaces between words: each letter is a token, a word a phrase.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
LETTER = rf"[^\W_{SPACELESS}]"
TOKEN = re.compile(rf"[{SPACELESS}]|{LETTER}+")
# O'Brien, l'eau, rock'n'roll: found by their parts and as a whole. Anchored at a word's
# start and possessive, to avoid catastrophic backtracking on long words.
COMPOUND = re.compile(rf"(?<!{LETTER}){LETTER}++(?:'{LETTER}++)+")
MOST_PARTS = 4  # of a compound
EDGES = " .,;:!?()…"  # around a word in a search
LONGEST_TOKEN = 64  # characters; PostgreSQL's limit is 2046 bytes
# Characters used as apostrophes, and the marks within Hebrew words.
APOSTROPHES = dict.fromkeys("‘’‛′´＇׳״", "'")
# Variants of one letter on Arabic, Persian and Urdu keyboards.
ARABIC = dict(zip("یىکةہھٱ", "ييكههها", strict=True))
# Glottal stops, spacing modifier letters (Hawaiʻi) and the tatweel that stretches an
# Arabic word.
UNSPOKEN = re.compile(
    "[\u0241\u0242\u0294\u02a1\u02b9-\u02c1\u02c6-\u02d1\u02ec\u02ee\u0640\ua78b\ua78c]"
)
KATAKANA = re.compile("[\u30a1-\u30f6]")
HIRAGANA = -0x60  # from a letter of katakana


class Token(NamedTuple):
    """A folded word and its position in the folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text without case and accents, with a map back to the original.

    `shifts` are pairs of positions (folded, original) where the offset between the two
    changes.
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

    def compounds(self) -> list[Token]:
        """The parts around apostrophes, joined in every possible way: obrien."""
        return [
            Token(joined[:LONGEST_TOKEN], start, end)
            for found in COMPOUND.finditer(self.text)
            for start, end in _spans(found)
            if (joined := self.text[start:end].replace("'", ""))
        ]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where this part of the folded text is in the original.

        If a letter folds into several, part of them counts as the whole letter.
        """
        first, last = self._place(start), self._place(end - 1)
        return first, max(self._place(end), last + 1)

    def _place(self, place: int) -> int:
        number = bisect_right(self.shifts, (place, self.length)) - 1
        folded, original = self.shifts[number]
        return min(original + place - folded, self.length)


def tokens(text: str) -> list[str]:
    """The tokens that are indexed and searched: folded letters and digits."""
    return [found[:LONGEST_TOKEN] for found in TOKEN.findall(Folded.of(text).text)]


def compound(text: str) -> str | None:
    """The text as one token, if it is a single word with apostrophes inside."""
    found = COMPOUND.fullmatch(Folded.of(text).text.strip(EDGES))
    return found[0].replace("'", "")[:LONGEST_TOKEN] if found else None


def _spans(compound: re.Match[str]) -> list[tuple[int, int]]:
    """Joins each part with those after it."""
    parts = list(islice(re.finditer("[^']+", compound[0]), MOST_PARTS))
    return [
        (compound.start() + first.start(), compound.start() + last.end())
        for number, first in enumerate(parts)
        for last in parts[number + 1 :]
    ]


@lru_cache(4096)
def folded_letter(letter: str) -> str:
    """Zero or more characters: drops accents, and invisible ones like soft hyphens."""
    if letter in APOSTROPHES:
        return APOSTROPHES[letter]
    if KATAKANA.match(letter):
        return chr(ord(letter) + HIRAGANA)
    if "\u3040" <= letter <= "\u30ff":
        # Decomposing kana would drop the mark that distinguishes ba from ha.
        return letter
    apart = unicodedata.normalize("NFKD", letter).casefold()
    folded = "".join(map(_plain, apart))
    # Keeps 2½ as the tokens 2, 1 and 2; without a space it would be 21 and 2.
    return f" {folded}" if "\u2044" in apart else folded


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if category[0] == "M" or category == "Cf" or UNSPOKEN.match(sign):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category[0] == "L" and unicodedata.name(sign, "").startswith("LATIN"):
        return anyascii(sign).lower()
    return ARABIC.get(sign, sign)
