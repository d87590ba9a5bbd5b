"""Migrates the database; safe if several nodes start at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from config import ROOT, SettingError, Settings, hidden
from extensions import db

STARTING = 7_364_001  # an arbitrary key for PostgreSQL's advisory lock
NEWER = (
    "The database was made by a newer version of Meridian (revision {0}): install that "
    "version, or restore a backup from before the upgrade."
)


@contextmanager
def starting_alone(settings: Settings) -> Iterator[None]:
    """Makes other starting processes wait, so that only one migrates and fills it.

    Raises SettingError when the database cannot be reached.
    """
    if not settings.database_url.startswith("postgresql"):
        with (settings.instance_path / "starting.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    try:
        connection = db.engine.connect()
    except OperationalError as error:
        raise unreachable(settings, error) from None
    with connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": STARTING})
        connection.commit()  # the lock belongs to the session, not the transaction
        try:
            yield
        finally:
            connection.invalidate()  # also releases the lock


def migrate_if_needed(settings: Settings) -> None:
    """Raises SettingError when the database cannot be reached."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    try:
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        raise unreachable(settings, error) from None
    known = {revision.revision for revision in script.walk_revisions()}
    if present and present not in known:
        raise click.ClickException(NEWER.format(present))
    if present != script.get_current_head():
        flask_migrate.upgrade()


def unreachable(settings: Settings, error: OperationalError) -> SettingError:
    takes = f"a database that answers ({str(error.orig).splitlines()[0]})"
    return SettingError("DATABASE_URL", hidden(settings.database_url), takes)
