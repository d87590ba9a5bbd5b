"""`flask worker`: does what the database says is due."""

import click
from flask.cli import ScriptInfo

from jobs.worker import work


@click.command()
@click.pass_obj
def worker(info: ScriptInfo) -> None:
    """Make renditions, send mail and notify services, until told to stop."""
    work(info.load_app())
