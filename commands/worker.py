"""`flask worker`: does what the database says is due, woken by the queue."""

import click
from flask import current_app
from flask.cli import with_appcontext

from jobs.queue import consumer


@click.command()
@with_appcontext
def worker() -> None:
    """Make renditions and send mail, until told to stop."""
    consumer(current_app._get_current_object()).run()  # type: ignore[attr-defined]
