"""The condition "has these words", which each database is told in its own language.

Both have a table named search_index, whose rowid is the story's. It is no model: the
migrations make it, and only this package knows what it is made of.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Dialect,
    Integer,
    Text,
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

from models.search import fts5, tsvector
from models.search.words import Words

INDEX = table("search_index", column("rowid", Integer))


class Spelled(TypeDecorator[Words]):
    """Words as the database at hand reads them; `part` is one of tsvector.PARTS."""

    impl = Text
    cache_ok = True

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        is_postgres = dialect.name == "postgresql"
        return tsvector.PARTS[self.part].type if is_postgres else Text()

    def process_bind_param(self, value: Words | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return tsvector.PARTS[self.part].spell(value)
        return fts5.spelled(value)


class has_words(FunctionElement[Any]):  # noqa: N801  as functions are called
    """Of a row of the index. Takes a parameter for each of tsvector.PARTS."""

    type = NULLTYPE  # SQLite would be asked whether a Boolean is 1
    inherit_cache = True


class walked(FunctionElement[Any]):  # noqa: N801
    """A column that SQLite is not to look rows up by: else it would read all that is
    found, long bodies and all, before it sorts them. So it walks the index that gives
    the order, and asks of each row whether it is among what is found.
    """

    type = NULLTYPE
    inherit_cache = True


class has_plain_words(FunctionElement[Any]):  # noqa: N801
    """The same without phrases, for which PostgreSQL needs no text."""

    type = NULLTYPE
    inherit_cache = True


def is_found(words: Words, article_id: InstrumentedAttribute[int], prefix: str) -> Any:
    """A condition for a query of stories; its values are those of `values_of`."""
    if not words:
        return false()
    parts = tsvector.PARTS if words.has_phrase else ("words",)
    given: list[BindParameter[Any]] = [
        bindparam(f"{prefix}{part}", words, Spelled(part)) for part in parts
    ]
    has = has_words if words.has_phrase else has_plain_words
    return walked(article_id).in_(select(INDEX.c.rowid).where(has(*given)))


def values_of(words: Words | None) -> dict[str, Words | None]:
    return dict.fromkeys(tsvector.PARTS, words)


@compiles(walked, "sqlite")
def _unindexed(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


@compiles(walked, "postgresql")
def _as_it_is(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(has_words, "sqlite")
@compiles(has_plain_words, "sqlite")
def _as_match(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    spelled = next(iter(element.clauses))
    return f"search_index MATCH {compiler.process(spelled, **more)}"


@compiles(has_plain_words, "postgresql")
@compiles(has_words, "postgresql")
def _as_query(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    given = [compiler.process(clause, **more) for clause in element.clauses]
    return tsvector.condition(*given)
