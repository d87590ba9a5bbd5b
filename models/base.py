"""Shared by all models: the declarative base, aware UTC times, transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime as SQLDateTime
from sqlalchemy import Dialect, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from extensions import db

# SQLite releases with the fix for the WAL-reset race (https://sqlite.org/wal.html).
WAL_IS_SAFE_SINCE = (3, 51, 3)
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
WAL_BACKPORTS = {(3, 44): 6, (3, 50): 7}
# SQLite's lock timeouts, in milliseconds.
LONGEST_WAIT = 5000
HURRIED_WAIT = 1000  # for requests of readers
_connect_wait = ContextVar("connect_wait", default=LONGEST_WAIT)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite drops the zone, so this type restores it."""

    impl = SQLDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Typed SQLAlchemy models in the metadata that flask-sqlalchemy binds."""

    metadata = db.metadata
    type_annotation_map = {datetime: UTCDateTime()}  # noqa: RUF012

    def __init_subclass__(cls, **options: Any) -> None:
        """Ids are never reused, because open tabs, links and the log refer to them."""
        super().__init_subclass__(**options)
        table = cls.__dict__.get("__table__")
        if table is not None and table.autoincrement_column is not None:
            table.dialect_options["sqlite"]["autoincrement"] = True


def insert_into(model: type[Any]) -> Any:
    """An INSERT with ON CONFLICT support, for the current database."""
    return INSERTS[db.engine.dialect.name](model)


@contextmanager
def transaction() -> Iterator[None]:
    """A write transaction: everything in it is committed, or nothing.

    SQLite takes its write lock at the start (BEGIN IMMEDIATE): upgrading a read
    transaction can fail with "database is locked" however long it waits.
    Raises RuntimeError inside another one, or if the session already has changes.
    """
    session = db.session()
    if session.info.get("writes") or _has_changes(session):
        raise RuntimeError("transaction() inside another one, or after changes")
    session.rollback()  # ends a read-only transaction
    session.info["writes"] = True
    try:
        session.connection(execution_options={"writes": True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writes"] = False


@contextmanager
def within_transaction() -> Iterator[None]:
    """Joins the open write transaction, or begins one.

    For code that Flask-Security may also call back inside its own transaction.
    """
    if db.session().info.get("writes"):
        yield
        return
    with transaction():
        yield


def _has_changes(session: Session) -> bool:
    changed = any(session.is_modified(row) for row in session.dirty)
    return bool(session.new or session.deleted or changed)


@contextmanager
def hurried() -> Iterator[None]:
    """Shortens SQLite's lock timeout to what a reader can wait."""
    usual = _connect_wait.set(HURRIED_WAIT)
    try:
        connection = db.session.connection()
    finally:
        _connect_wait.reset(usual)
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={HURRIED_WAIT}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={LONGEST_WAIT}")


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    backport = WAL_BACKPORTS.get(version[:2])
    return version >= WAL_IS_SAFE_SINCE or (
        backport is not None and version[2] >= backport
    )


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"
    connection.isolation_level = None  # we issue BEGIN ourselves, below
    for pragma in (
        # First, as the other pragmas read the file, which a commit may have locked.
        f"busy_timeout={_connect_wait.get()}",
        "foreign_keys=ON",
        # With NORMAL a power cut could lose an acknowledged save.
        "synchronous=FULL",
        f"journal_mode={journal}",
        f"busy_timeout={LONGEST_WAIT}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
