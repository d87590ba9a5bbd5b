"""Positions of search terms in a text, and the best excerpt to show."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models.listing.search.folding import Folded, Token
from models.listing.search.terms import SearchTerms, Term

LENGTH = 240  # characters of a snippet
BEFORE = 60  # of these, before the first match


@dataclass(frozen=True)
class Found:
    """`term` is the term's index; `start` and `end` are positions in the text."""

    start: int
    end: int
    term: int


def places_of(words: SearchTerms, text: str) -> list[Found]:
    """Matches in order, without overlaps."""
    folded = Folded.of(text)
    tokens, joined = folded.tokens(), defaultdict[int, list[Token]](list)
    for token in folded.compounds():
        joined[token.start].append(token)
    firsts = {term.tokens[0] for term in words.terms}
    beginnings = tuple(t.tokens[0] for t in words.terms if t.is_beginning)
    places, free = list[Found](), 0
    for number, token in enumerate(tokens):
        here = [token, *joined[token.start]]
        if token.start >= free and any(
            one.text in firsts or one.text.startswith(beginnings) for one in here
        ):
            whole = [end for one in here[1:] for end in _standing(words, [one], 0)]
            longest = max([*_standing(words, tokens, number), *whole], default=None)
            if longest:
                free, term = longest
                places.append(Found(*folded.original(token.start, free), term))
    return places


def _standing(
    words: SearchTerms, tokens: list[Token], number: int
) -> Iterator[tuple[int, int]]:
    """The end and index of each term that begins at this token."""
    for place, term in enumerate(words.terms):
        here = tokens[number : number + len(term.tokens)]
        if _is(term, [token.text for token in here]):
            yield here[-1].end, place


def _is(term: Term, tokens: list[str]) -> bool:
    if not term.is_beginning:
        return tuple(tokens) == term.tokens
    *before, last = term.tokens
    return tokens[:-1] == before and tokens[-1].startswith(last)


@dataclass(frozen=True)
class Window:
    """The part of a text with the most different terms."""

    start: int
    end: int
    terms: int


def window(text: str, places: list[Found]) -> Window:
    """An excerpt around the first of the best matches; needs at least one."""
    held = [_terms_from(place, places) for place in places]
    best = places[held.index(max(held))]
    start = max(0, best.start - BEFORE)
    if start:
        start = text.find(" ", start, best.start) + 1 or best.start
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start, end), best.end)
    return Window(start, min(end, len(text)), max(held))


def _terms_from(place: Found, places: list[Found]) -> int:
    end = place.start + LENGTH - BEFORE
    return len({p.term for p in places if place.start <= p.start and p.end <= end})
