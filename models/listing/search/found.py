"""The condition "contains these terms", compiled for each database.

Both have a table search_index whose rowid is the story's id. It is not a model: the
migrations create it, and only this package knows its columns.
"""

from typing import Any

from sqlalchemy import (
    Dialect,
    Integer,
    Text,
    and_,
    bindparam,
    column,
    false,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE, TypeDecorator

from models.listing.search import fts5, tsvector
from models.listing.search.terms import SearchTerms
from models.listing.search.tsvector import PARTS

INDEX = table("search_index", column("rowid", Integer))


class Spelled(TypeDecorator[SearchTerms]):
    """Search terms in the database's query syntax; `part` is one of PARTS."""

    impl = Text
    cache_ok = True

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        is_postgres = dialect.name == "postgresql"
        return PARTS[self.part].type if is_postgres else Text()

    def process_bind_param(self, value: SearchTerms | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return PARTS[self.part].spell(value)
        return fts5.spelled(value)


class is_among(FunctionElement[Any]):  # noqa: N801  as functions are called
    """Whether a story's id is among the matches.

    Takes the id and a subquery. The matches are materialised as a set, and the ordering
    index is scanned until enough rows are in it. Otherwise a database would look up
    every match, or probe the search index for every row.
    """

    type = NULLTYPE  # else SQLite gets "… = 1"
    inherit_cache = True


class has_words(FunctionElement[Any]):  # noqa: N801
    """Whether a row of the index matches."""

    type = NULLTYPE
    inherit_cache = True


class has_phrases(FunctionElement[Any]):  # noqa: N801
    """Whether a story's text has the phrases; only PostgreSQL needs this check."""

    type = NULLTYPE
    inherit_cache = True


def is_found(words: SearchTerms, id_: InstrumentedAttribute[int], prefix: str) -> Any:
    """A condition for a query of stories, with the parameters from `values_of`."""
    if not words:
        return false()
    first, *more = (bindparam(f"{prefix}{p}", words, Spelled(p)) for p in PARTS)
    found = select(INDEX.c.rowid).where(has_words(first)).scalar_subquery()
    among = is_among(id_, found)
    return and_(among, has_phrases(id_, *more)) if words.has_phrase else among


def values_of(words: SearchTerms | None) -> dict[str, SearchTerms | None]:
    return dict.fromkeys(PARTS, words)


@compiles(is_among, "sqlite")
def _walk(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    id_, found = (compiler.process(clause, **more) for clause in element.clauses)
    return f"+{id_} IN {found}"


@compiles(is_among, "postgresql")
def _probe(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    """A plain IN would become a join whose order depends on bad estimates."""
    id_, found = (compiler.process(clause, **more) for clause in element.clauses)
    return f"coalesce({id_} IN {found}, false)"


@compiles(has_words, "sqlite")
def _match(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    return f"search_index MATCH {compiler.process(element.clauses, **more)}"


@compiles(has_words, "postgresql")
def _query(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    return tsvector.has_words(compiler.process(element.clauses, **more))


@compiles(has_phrases, "sqlite")
def _nothing(_element: Any, _compiler: SQLCompiler, **_more: Any) -> str:
    """Nothing to check: FTS5 handles phrases itself."""
    return "true"


@compiles(has_phrases, "postgresql")
def _like(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    given = [compiler.process(clause, **more) for clause in element.clauses]
    return tsvector.has_phrases(*given)
