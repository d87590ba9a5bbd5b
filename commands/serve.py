"""`flask serve`: the whole magazine on this machine, web and worker."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from types import FrameType

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext

from commands.demo import fill, is_empty
from config import ROOT, Settings
from extensions import db

READY_WITHIN = 30.0  # seconds
STOP_WITHIN = 15.0


class Stopped(Exception):
    """SIGTERM or SIGINT has come."""


@click.command()
@click.option(
    "--demo/--no-demo", "wanted", default=True, help="Fill an empty database."
)
@with_appcontext
def serve(*, wanted: bool) -> None:
    """Migrate, fill an empty database with the demonstration, start web and worker."""
    settings: Settings = current_app.config["SETTINGS"]
    refuse_taken_port(settings.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    with suppress(Stopped):
        migrate_if_needed()
        if wanted and is_empty():
            fill()
        db.session.remove()
        db.engine.dispose()
        run(settings)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Port {port} is taken: stop what uses it, or set PORT to another."
            ) from None


def migrate_if_needed() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present != script.get_current_head():
        flask_migrate.upgrade()


def run(settings: Settings) -> None:
    """Until a signal comes or one of the two ends, which ends the other."""
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "app:create_app()"),
            *("--config", str(ROOT / "deploy" / "gunicorn.conf.py")),
        ],
        cwd=ROOT,
    )
    worker = subprocess.Popen([sys.executable, "-m", "flask", "worker"], cwd=ROOT)
    try:
        wait_until_ready(settings.port, web)
        click.secho(f"Meridian is at {settings.site_url}", bold=True)
        while web.poll() is None and worker.poll() is None:
            time.sleep(0.2)
        raise click.ClickException("A process ended by itself: see the lines above.")
    finally:
        _end([web, worker])


def wait_until_ready(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and web.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        time.sleep(0.05)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
