"""A throw-away PostgreSQL server for the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg


def find_postgres() -> Path | None:
    """The folder of the newest server programs, if any are installed."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name)
    )
    if debian:
        return debian[-1]
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


class Cluster:
    """Listens on a socket in its own folder and on nothing else."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="meridian-pg-"))

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
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://meridian@/{name}?host={self._folder}"

    def create(self, name: str, template: str = "template0") -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _execute(self, statement: str) -> None:
        address = f"host={self._folder} user=meridian dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, timeout=60
        )
