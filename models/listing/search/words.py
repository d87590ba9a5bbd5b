"""Words: what somebody looks for, read from whatever they typed."""

import re
from dataclasses import dataclass, replace
from typing import Self

from models.listing.search.folding import compound, tokens

LONGEST = 200  # characters of a search
MOST_TERMS = 12
SHORTEST_BEGINNING = 2  # letters: one begins half of all words
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"−": "-"})
TYPED = re.compile(
    r"""
    (?P<minus> (?<!\S)-+ )?
    (?: " (?P<phrase> [^"]* ) (?P<closed> "?)
    |   (?P<word> [^\s"]+ ) )
    """,
    re.VERBOSE,
)
# Where a term may stand, from the narrowest; each holds those before it.
ZONES = ("headline", "leading", "anywhere")


class TooLong(ValueError):
    """A search of more than LONGEST characters."""


@dataclass(frozen=True)
class Term:
    """Tokens that follow one another. A beginning may go on in its last token."""

    tokens: tuple[str, ...]
    is_beginning: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.tokens) > 1


@dataclass(frozen=True)
class Words:
    """All of `terms` must be there and none of `without`; without terms nothing is.

    `zone` is where the terms must stand together. `only` excludes what has them in
    the zone before, so that each story is of one zone only. `cut` says that there
    were more terms than we look for.
    """

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    zone: str = "anywhere"
    only: bool = False
    cut: bool = False

    @classmethod
    def read(cls, typed: str) -> Self:
        """From any text at all. Raises TooLong.

        Words; "quoted phrases"; -minus words and -"minus phrases". The last word, or
        a phrase that nobody has closed yet, may be only a beginning.
        """
        if len(typed) > LONGEST:
            raise TooLong(typed)
        sides: tuple[list[Term], list[Term]] = ([], [])
        is_open = False
        for found in TYPED.finditer(typed.translate(QUOTES)):
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
    def above(self) -> "Words | None":
        """The same in the zone before, if that is excluded."""
        if not self.only or self.zone == ZONES[0]:
            return None
        return replace(self, zone=ZONES[ZONES.index(self.zone) - 1], only=False)

    def shape(self) -> Self:
        """The same for all whose queries differ in nothing but their values."""
        term = Term(("…", "…")) if self.has_phrase else Term(("…",))
        return replace(self, terms=(term,), without=(), zone="", only=False, cut=False)


def _tokens(typed: str) -> tuple[str, ...]:
    """O'Brien as one token: so it finds OBrien too."""
    joined = compound(typed)
    return (joined,) if joined else tuple(tokens(typed))


def _beginning(term: Term) -> Term:
    return replace(term, is_beginning=len(term.tokens[-1]) >= SHORTEST_BEGINNING)
