"""Runs the migrations in one transaction, on SQLite and PostgreSQL alike."""

import sys
from typing import Any, Literal

import click
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy.engine import Connection
from sqlalchemy.types import DateTime

from commands.migrating import NEWER
from extensions import db
from models.base import UTCDateTime
from models.database_timeouts import lift_limits

MIGRATING = 7_364_002  # any number of our own, for PostgreSQL's advisory lock
LOSES = "A downgrade deletes the tables and columns that newer versions have added."


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
        lift_limits(connection)
        connection.commit()
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
            _wait_for_others(connection)
            _refuse_what_is_newer(connection)
            _confirm_downgrade()
            context.run_migrations()
            _check_references(connection)
        connection.invalidate()  # without limits and references: not for the pool


def _wait_for_others(connection: Connection) -> None:
    """Two nodes may start on one database. SQLite's write lock does the same."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")


def _refuse_what_is_newer(connection: Connection) -> None:
    present = MigrationContext.configure(connection).get_current_revision()
    if present and present not in {r.revision for r in context.script.walk_revisions()}:
        raise CommandError(NEWER.format(present))


def _confirm_downgrade() -> None:
    """Asks on a terminal; elsewhere `-x yes` is the answer."""
    makes: Any = context.get_context().opts["fn"]
    is_confirmed = "yes" in context.get_x_argument()
    if makes.__name__ != "downgrade" or is_confirmed:
        return
    if not sys.stdin.isatty() or not click.confirm(f"{LOSES} Continue?"):
        raise CommandError(f"{LOSES} To confirm: flask db downgrade -x yes REVISION")


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
