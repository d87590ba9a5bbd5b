"""`flask worker`: does what the database says is due, woken by the queue."""

import click
from flask.cli import ScriptInfo

from jobs.queue import consumer


@click.command()
@click.pass_obj
def worker(info: ScriptInfo) -> None:
    """Make renditions and send mail, until told to stop."""
    consumer(info.load_app()).run()
