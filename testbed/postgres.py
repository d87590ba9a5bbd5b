"""A temporary PostgreSQL server for the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg


def find_postgres() -> Path | None:
    """The folder of the newest installed server's programs, if any."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name)
    )
    if debian:
        return debian[-1]
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


# Emptying a database is faster than creating one.
SHAPE = """
SELECT md5(string_agg(a::text, ' ' ORDER BY a::text)) FROM (
  SELECT relname, relkind, attname, atttypid
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = 'public'::regnamespace AND attnum > 0
) AS a"""
KEEP = """
CREATE SCHEMA kept;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
  LOOP EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name); END LOOP;
END $$"""
RESTORE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'kept'::regnamespace
  LOOP
    EXECUTE format('DELETE FROM public.%1$I', name);
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', name);
  END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL
  LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', name); END LOOP;
  PERFORM setval('newsletters_id_seq', 1);  -- the migration makes the first one
END $$"""


class Cluster:
    """Listens only on a socket in its own folder."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="meridian-pg-"))
        self._shapes: dict[str, Any] = {}
        self._open: dict[str, psycopg.Connection[Any]] = {}

    def __enter__(self) -> Self:
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self._data, "-U", "meridian", "-A", "trust", "-N")
        settings = (
            f"-c listen_addresses='' -k {self._folder} -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
        )
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", settings, "start")
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for connection in self._open.values():
            connection.close()
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://meridian@/{name}?host={self._folder}"

    def create(self, name: str, template: str = "template0") -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def fill_again(self, name: str, template: str) -> None:
        """Restores the database to its template, whatever a test did to it."""
        if not self._restored(name):
            self.drop(name)
            self.create(name, template)
            self.keep(name)

    def keep(self, name: str) -> None:
        """Remembers the contents, which `fill_again` restores."""
        connection = self._keeper(name)
        connection.execute(KEEP)
        self._shapes[name] = self._shape(connection)

    def _keeper(self, name: str) -> psycopg.Connection[Any]:
        """Kept open, because the first access to each table takes most of the time."""
        connection = self._open[name] = self._connect(name)
        connection.execute("SET session_replication_role = replica")
        return connection

    def _restored(self, name: str) -> bool:
        connection = self._open[name]
        try:
            connection.execute("SELECT 1")
        except psycopg.OperationalError:  # a test has cut all connections
            connection = self._keeper(name)
        if self._shape(connection) != self._shapes[name]:
            connection.close()
            return False
        connection.execute(RESTORE)
        return True

    def _shape(self, connection: psycopg.Connection[Any]) -> Any:
        return connection.execute(SHAPE).fetchone()

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        address = f"host={self._folder} user=meridian dbname={name}"
        return psycopg.connect(address, autocommit=True)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _execute(self, statement: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, timeout=60
        )
