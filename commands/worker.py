"""`flask worker`: processes due work from the database."""

import click
from flask.cli import ScriptInfo

from jobs.worker import work


@click.command()
@click.pass_obj
def worker(info: ScriptInfo) -> None:
    """Make renditions, send mail and notify services, until stopped by a signal."""
    work(info.load_app())
