"""Search terms, parsed from any input."""

import re
from dataclasses import dataclass, replace
from typing import Self

from models.listing.search.folding import compound, tokens

LONGEST = 200  # characters of a search
MOST_TERMS = 12
SHORTEST_BEGINNING = 2  # letters: a shorter prefix matches too many words
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"−": "-"})
TYPED = re.compile(
    r"""
    (?P<minus> (?<!\S)-+ )?
    (?: " (?P<phrase> [^"]* ) (?P<closed> "?)
    |   (?P<word> [^\s"]+ ) )
    """,
    re.VERBOSE,
)
# Where a term may match, narrowest first; each zone includes those before it.
ZONES = ("headline", "leading", "anywhere")


class TooLong(ValueError):
    """A search of more than LONGEST characters."""


@dataclass(frozen=True)
class Term:
    """Consecutive tokens. In a prefix term the last token may be incomplete."""

    tokens: tuple[str, ...]
    is_beginning: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.tokens) > 1


@dataclass(frozen=True)
class SearchTerms:
    """Stories must contain all `terms` and none of `without`; no terms match nothing.

    All terms must match within `zone`. `only` excludes stories that match in the
    previous zone, so each story belongs to one zone. `cut` says that there were more
    terms than the limit.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    zone: str = "anywhere"
    only: bool = False
    cut: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """Parses any text. Raises TooLong.

        Words; "quoted phrases"; -minus words and -"minus phrases". The last word, or an
        unclosed phrase, is a prefix.
        """
        if len(text) > LONGEST:
            raise TooLong(text)
        sides: tuple[list[Term], list[Term]] = ([], [])
        is_open = False
        for found in TYPED.finditer(text.translate(QUOTES)):
            read = _tokens(found["phrase"] or found["word"] or "")
            if read:
                sides[bool(found["minus"])].append(Term(read))
                is_open = not found["minus"] and not found["closed"]
        if is_open:
            sides[0][-1] = _beginning(sides[0][-1])
        terms, without = (list(dict.fromkeys(side)) for side in sides)
        cut = len(terms) + len(without) > MOST_TERMS
        terms, without = terms[:MOST_TERMS], without[: MOST_TERMS - len(terms)]
        return cls(tuple(terms), tuple(without), cut=cut)

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def has_phrase(self) -> bool:
        return any(term.is_phrase for term in self.terms + self.without)

    @property
    def above(self) -> "SearchTerms | None":
        """The same terms in the previous zone, if that is excluded."""
        if not self.only or self.zone == ZONES[0]:
            return None
        return replace(self, zone=ZONES[ZONES.index(self.zone) - 1], only=False)

    def shape(self) -> Self:
        """A cache key, equal for queries that differ only in their values."""
        term = Term(("…", "…")) if self.has_phrase else Term(("…",))
        return replace(self, terms=(term,), without=(), zone="", only=False, cut=False)


def _tokens(text: str) -> tuple[str, ...]:
    """O'Brien as one token, so that it also finds OBrien."""
    joined = compound(text)
    return (joined,) if joined else tuple(tokens(text))


def _beginning(term: Term) -> Term:
    return replace(term, is_beginning=len(term.tokens[-1]) >= SHORTEST_BEGINNING)
