"""`flask serve`: the whole magazine on this machine, web and worker."""

import errno
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from types import FrameType

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from commands.demo import fill, is_wanted
from commands.editors import first_link
from config import ROOT, SettingError, Settings, hidden
from extensions import db

READY_WITHIN = 30.0  # seconds
STOP_WITHIN = 15.0
CONFIGURATION = str(ROOT / "deploy" / "gunicorn.conf.py")
WEB = (sys.executable, "-m", "gunicorn", "app:create_app()", "--config", CONFIGURATION)
WORKER = (sys.executable, "-m", "flask", "worker")
Process = subprocess.Popen[bytes]


class Stopped(Exception):
    """SIGTERM, SIGINT or SIGHUP has come."""


@click.command()
@click.option(
    "--demo/--no-demo", "wanted", default=True, help="Fill an empty database."
)
@with_appcontext
def serve(*, wanted: bool) -> None:
    """Migrate, fill an empty database with the demonstration, start web and worker."""
    settings: Settings = current_app.config["SETTINGS"]
    refuse_taken_port(settings.port)
    _on_signals(_stop)
    with suppress(Stopped):
        migrate_if_needed(settings)
        if wanted and is_wanted():
            fill()
        link = first_link()
        db.session.remove()
        db.engine.dispose()
        run(settings, link)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            is_taken = error.errno == errno.EADDRINUSE
            reason = "is taken: stop what uses it" if is_taken else "may not be used"
            said = f"Port {port} {reason}, or set PORT to another."
            raise click.ClickException(said) from None


def migrate_if_needed(settings: Settings) -> None:
    """Raises SettingError when the database cannot be reached."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    try:
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        takes = f"a database that answers ({str(error.orig).splitlines()[0]})"
        url = hidden(settings.database_url)
        raise SettingError("DATABASE_URL", url, takes) from None
    if present != script.get_current_head():
        flask_migrate.upgrade()


def run(settings: Settings, first_link: str | None = None) -> None:
    """Until a signal comes or one of the two ends, which ends the other."""
    started: list[Process] = []
    try:
        started.append(start(WEB))
        started.append(start(WORKER))
        if wait_until_ready(settings.port, started):
            click.secho(f"Meridian is at {settings.site_url}", bold=True)
            say_how_to_sign_in(settings, first_link)
        while _all_alive(started):
            time.sleep(0.2)
        raise click.ClickException("A process ended by itself: see the lines above.")
    finally:
        _end(started)


def say_how_to_sign_in(settings: Settings, first_link: str | None) -> None:
    if first_link is None:
        click.echo(f"The newsroom is at {settings.site_url}/admin/")
        return
    click.echo("Nobody can sign in yet. To become the first administrator, open this")
    click.echo(f"once, within 24 hours:\n{first_link}")


def start(command: tuple[str, ...]) -> Process:
    """In a session of its own: Ctrl-C and a closed terminal are for us to handle."""
    return Process(command, cwd=ROOT, start_new_session=True)


def wait_until_ready(port: int, started: list[Process]) -> bool:
    until = time.monotonic() + READY_WITHIN
    while _all_alive(started) and time.monotonic() < until:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                connection.close()
                return True
        time.sleep(0.05)
    return False


def _all_alive(started: list[Process]) -> bool:
    return all(process.poll() is None for process in started)


def _end(started: list[Process]) -> None:
    _on_signals(signal.SIG_IGN)
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _on_signals(handler: Callable[[int, FrameType | None], None] | int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
