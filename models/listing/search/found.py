"""The condition "has these words", which each database is told in its own language.

Both have a table named search_index, whose rowid is the story's. It is no model: the
migrations make it, and only this package knows what it is made of.
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
from models.listing.search.tsvector import PARTS
from models.listing.search.words import Words

INDEX = table("search_index", column("rowid", Integer))


class Spelled(TypeDecorator[Words]):
    """Words as the database at hand reads them; `part` is one of PARTS."""

    impl = Text
    cache_ok = True

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        is_postgres = dialect.name == "postgresql"
        return PARTS[self.part].type if is_postgres else Text()

    def process_bind_param(self, value: Words | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return PARTS[self.part].spell(value)
        return fts5.spelled(value)


class is_among(FunctionElement[Any]):  # noqa: N801  as functions are called
    """Whether a story's id is one of those that are found.

    Takes the id and a subquery. Both databases are kept from looking up every row that
    is found, and from asking the index about every row there is: what is found is
    made into a set, and the index that gives the order is walked until enough rows are
    in it.
    """

    type = NULLTYPE  # SQLite would be asked whether a Boolean is 1
    inherit_cache = True


class has_words(FunctionElement[Any]):  # noqa: N801
    """Of a row of the index."""

    type = NULLTYPE
    inherit_cache = True


class has_phrases(FunctionElement[Any]):  # noqa: N801
    """Of a story's id: what PostgreSQL can only see in the text."""

    type = NULLTYPE
    inherit_cache = True


def is_found(words: Words, id_: InstrumentedAttribute[int], prefix: str) -> Any:
    """A condition for a query of stories; its values are those of `values_of`."""
    if not words:
        return false()
    first, *more = (bindparam(f"{prefix}{p}", words, Spelled(p)) for p in PARTS)
    found = select(INDEX.c.rowid).where(has_words(first)).scalar_subquery()
    among = is_among(id_, found)
    return and_(among, has_phrases(id_, *more)) if words.has_phrase else among


def values_of(words: Words | None) -> dict[str, Words | None]:
    return dict.fromkeys(PARTS, words)


@compiles(is_among, "sqlite")
def _walk(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    id_, found = (compiler.process(clause, **more) for clause in element.clauses)
    return f"+{id_} IN {found}"


@compiles(is_among, "postgresql")
def _probe(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    """As a plain IN it would become a join, in an order that guesses decide."""
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
    """FTS5 has seen to them."""
    return "true"


@compiles(has_phrases, "postgresql")
def _like(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    given = [compiler.process(clause, **more) for clause in element.clauses]
    return tsvector.has_phrases(*given)
