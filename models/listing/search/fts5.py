"""The index in SQLite: an FTS5 table (https://sqlite.org/fts5.html).

Its tokenizer is `ascii`, which splits at spaces and leaves other letters unchanged,
because our tokens are already folded (see folding.py).
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from models.listing.search.document import Document
from models.listing.search.terms import SearchTerms, Term

COLUMNS = {"headline": "{headline} : ", "leading": "{headline leading} : "}
ADD = text(
    "INSERT INTO search_index (rowid, headline, leading, rest) "
    "VALUES (:id, :headline, :leading, :rest)"
)


def add(connection: Connection, documents: Iterable[Document]) -> None:
    rows = [
        {"id": d.article_id, "headline": d.headline, "leading": d.leading}
        | {"rest": d.rest}
        for d in documents
    ]
    connection.execute(ADD, rows)


def spelled(words: SearchTerms) -> str:
    """An FTS5 query. Tokens are quoted and contain no quotes, so nothing can escape."""
    parts = [_all_of(words)]
    if words.above:
        parts.append(_all_of(words.above))
    parts += [_term(term) for term in words.without]
    return " NOT ".join(parts)


def _all_of(words: SearchTerms) -> str:
    terms = " AND ".join(map(_term, words.terms))
    return f"({COLUMNS.get(words.zone, '')}({terms}))"


def _term(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"{" *" if term.is_beginning else ""}'
