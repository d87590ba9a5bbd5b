"""The index in PostgreSQL: a tsvector that we build, and the text for phrases.

Each token is in it once per zone, prefixed with the zone's number, so one GIN index
answers the whole query without reading rows. Only phrases need a look at the text.
Positions are left out: PostgreSQL keeps 256 per word and would miss phrases at the end
of a long text
(https://www.postgresql.org/docs/current/textsearch-limitations.html).
"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import ARRAY, Connection, Text, text
from sqlalchemy.dialects.postgresql import TSQUERY

from models.listing.search.document import Document
from models.listing.search.terms import ZONES, SearchTerms, Term

# Marks the end of a zone in the text.
ENDS = {"headline": "¶1 ", "leading": "¶2 ", "anywhere": ""}
PAIRS = 0x10000  # lexemes for two tokens in a row
ADD = text(
    "INSERT INTO search_index (rowid, words, text) "
    "VALUES (:id, array_to_tsvector(CAST(:words AS text[])), :text)"
)


class Part(NamedTuple):
    """A parameter of the condition."""

    type: Any
    spell: Callable[[SearchTerms], Any]


def add(connection: Connection, documents: Iterable[Document]) -> None:
    rows = [
        {"id": d.article_id, "words": _lexemes(d), "text": _text(d)} for d in documents
    ]
    connection.execute(ADD, rows)


def has_words(query: str) -> str:
    """SQL, from the parameter's SQL.

    A subquery hides the value from the planner, which for a common word would rather
    scan all rows: it does not know how long they are.
    """
    return f"search_index.words @@ (SELECT CAST({query} AS tsquery))"


def has_phrases(id_: str, like: str, unlike: str, above: str, like_above: str) -> str:
    """SQL, from the SQL of the story's id and the parameters.

    Not EXISTS, which the planner would turn into a join: texts are long, and usually
    only those of the newest few stories are needed.
    """
    return (  # parameter names only, never values
        f"coalesce((SELECT search_index.text LIKE ALL (CAST({like} AS text[]))"  # noqa: S608
        f" AND NOT search_index.text LIKE ANY (CAST({unlike} AS text[]))"
        f" AND NOT (search_index.words @@ CAST({above} AS tsquery)"
        f" AND search_index.text LIKE ALL (CAST({like_above} AS text[])))"
        f" FROM search_index WHERE search_index.rowid = {id_}), false)"
    )


def _lexemes(document: Document) -> list[str]:
    zones = (document.headline, document.leading, document.rest)
    found, lexemes = set[str](), list[str]()
    for number, zone in enumerate(zones, 1):
        found |= {*zone.split(" ")} - {"", "¶"}
        lexemes += (f"{number}{token}" for token in found)
    pairs = {pair for zone in zones for pair in pairwise(zone.split(" "))}
    return [*lexemes, *{_pair(*pair) for pair in pairs if "¶" not in pair}]


def _pair(first: str, second: str) -> str:
    """A hashed lexeme for two adjacent tokens. Collisions keep the index small, and
    still leave few texts to search for a phrase.
    """
    return f"p{crc32(f'{first} {second}'.encode()) % PAIRS:x}"


def _text(document: Document) -> str:
    first, second, _ = ENDS.values()
    zones = (document.headline, first, document.leading, second, document.rest)
    return f" {' '.join(zones)} ".replace("  ", " ")


def _query(words: SearchTerms) -> str:
    """A tsquery. Tokens are quoted and contain no quotes, so nothing can escape."""
    parts = [_all_of(words)]
    if words.above and not words.has_phrase:
        parts.append(f"!({_all_of(words.above)})")
    parts += (f"!{_lexeme(t.tokens[0])}" for t in words.without if not t.is_phrase)
    return " & ".join(parts)


def _above(words: SearchTerms) -> str:
    return _all_of(words.above) if words.above else ""


def _all_of(words: SearchTerms) -> str:
    number = ZONES.index(words.zone) + 1
    lexemes = [
        _lexeme(token, number, term.is_beginning and place == len(term.tokens))
        for term in words.terms
        for place, token in enumerate(term.tokens, 1)
    ]
    pairs = [f"'{_pair(*pair)}'" for term in words.terms for pair in _pairs(term)]
    return " & ".join([*lexemes, *pairs])


def _pairs(term: Term) -> list[tuple[str, str]]:
    """Adjacent complete tokens: a prefix's last token is left out."""
    return list(pairwise(term.tokens[:-1] if term.is_beginning else term.tokens))


def _lexeme(
    token: str,
    number: int = len(ZONES),
    is_beginning: bool = False,  # noqa: FBT001, FBT002
) -> str:
    return f"'{number}{token}'{':*' if is_beginning else ''}"


def _phrases(words: SearchTerms | None) -> list[str]:
    end = ENDS[words.zone] if words else ""
    terms = words.terms if words else ()
    return [_pattern(term) + (end and f"{end}%") for term in terms if term.is_phrase]


def _pattern(term: Term) -> str:
    """A LIKE pattern; tokens contain none of its wildcards."""
    last = "" if term.is_beginning else " "
    return f"% {' '.join(term.tokens)}{last}%"


PARTS = {
    "words": Part(TSQUERY(), _query),
    "phrases": Part(ARRAY(Text), _phrases),
    "not_phrases": Part(
        ARRAY(Text), lambda words: [_pattern(t) for t in words.without if t.is_phrase]
    ),
    "above": Part(TSQUERY(), _above),
    "above_phrases": Part(ARRAY(Text), lambda words: _phrases(words.above)),
}
