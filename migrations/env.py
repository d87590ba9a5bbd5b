"""Runs the migrations in one transaction, on SQLite and PostgreSQL alike."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.engine import Connection
from sqlalchemy.types import DateTime

from extensions import db
from models.base import UTCDateTime


def render_item(
    kind: str, thing: Any, _context: AutogenContext
) -> str | Literal[False]:
    """Migrations must not import our models: they outlive them."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_object(
    _thing: Any,
    name: str | None,
    kind: str,
    is_stored: bool,  # noqa: FBT001
    _ours: Any,
) -> bool:
    """The search index is no model, nor are the five tables that FTS5 makes of it."""
    is_index = kind == "table" and is_stored and name is not None
    return not (is_index and name.startswith("search_index"))  # type: ignore[union-attr]


def same_type(_context: Any, _column: Any, *types: Any) -> bool | None:
    """SQLite has no zones; a DateTime is a DateTime there."""
    *_, stored, ours = types
    return (
        False
        if isinstance(ours, UTCDateTime) and isinstance(stored, DateTime)
        else None
    )


def run() -> None:
    with db.engine.connect().execution_options(writes=True) as connection:
        _let_tables_be_made_anew(connection)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            include_object=include_object,
            render_item=render_item,
            compare_type=same_type,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)
        connection.invalidate()  # the next one minds its references again


def _let_tables_be_made_anew(connection: Connection) -> None:
    """SQLite alters a table by dropping it: its rows would go, and take others along.

    Within a transaction the pragma does nothing, so it is said before.
    """
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration would break references: {broken[:5]}")


run()
