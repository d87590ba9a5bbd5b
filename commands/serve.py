"""`flask serve`: runs web server and worker on this machine."""

import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from commands.demo import fill, is_wanted
from commands.editors import first_link
from commands.migrating import migrate_if_needed, starting_alone
from commands.port import refuse_taken_port
from commands.processes import Child
from config import ROOT, Settings
from extensions import db
from models.pictures.media import MediaUnavailable, media

READY_WITHIN = 30.0  # seconds
CONFIGURATION = str(ROOT / "deploy" / "gunicorn.conf.py")
WEB = (sys.executable, "-m", "gunicorn", "app:create_app()", "--config", CONFIGURATION)
WORKER = (sys.executable, "-m", "flask", "worker")


class Stopped(Exception):
    """SIGTERM, SIGINT or SIGHUP was received."""


@click.command()
@click.option(
    "--demo/--no-demo", "wanted", default=True, help="Fill an empty database."
)
@with_appcontext
def serve(*, wanted: bool) -> None:
    """Migrate, fill an empty database with the demo, start web server and worker."""
    settings: Settings = current_app.config["SETTINGS"]
    refuse_taken_port(settings.port)
    _on_signals(_stop)
    with suppress(Stopped):
        with starting_alone(settings):
            migrate_if_needed(settings)
            if wanted and is_wanted():
                fill()
        warn_of_media()
        link = first_link()
        # The children open connections of their own; this process needs none.
        db.session.remove()
        db.engine.dispose()
        run(settings, link)


def warn_of_media() -> None:
    """Only a warning, because pages work without the store, and it may just be slow."""
    try:
        media.check()
    except MediaUnavailable as error:
        click.secho(f"Warning: {error}", fg="yellow", err=True)


def run(settings: Settings, first_link: str | None = None) -> None:
    """Runs until a signal arrives. After a good start, restarts processes that end."""
    started: list[Child] = []
    try:
        started += (Child("web server", WEB), Child("worker", WORKER))
        if wait_until_ready(settings.port, started):
            click.secho(f"Meridian is at {settings.site_url}", bold=True)
            say_how_to_sign_in(settings, first_link)
        while True:
            for child in started:
                child.tend()
            time.sleep(0.2)
    finally:
        _on_signals(signal.SIG_IGN)  # a second Ctrl-C must not leave children behind
        for child in started:
            child.end()
        for child in started:
            child.wait()


def say_how_to_sign_in(settings: Settings, first_link: str | None) -> None:
    if first_link is None:
        click.echo(f"The newsroom is at {settings.site_url}/admin/")
        return
    click.echo("Nobody can sign in yet. To become the first administrator, open this")
    click.echo(f"link once, within 24 hours:\n{first_link}")


def wait_until_ready(port: int, started: list[Child]) -> bool:
    """Returns False after READY_WITHIN, as the database may just be slow.

    Raises ClickException if a process ends, which means a wrong setup.
    """
    until = time.monotonic() + READY_WITHIN
    while not _is_ready(port) and time.monotonic() < until:
        if not all(child.is_alive() for child in started):
            message = "A process ended by itself: see the lines above."
            raise click.ClickException(message)
        time.sleep(0.05)
    return _is_ready(port)


def _is_ready(port: int) -> bool:
    with suppress(OSError, HTTPException):
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/readyz")
        status = connection.getresponse().status
        connection.close()
        return status == 200
    return False


def _on_signals(handler: Callable[[int, FrameType | None], None] | int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, handler)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
