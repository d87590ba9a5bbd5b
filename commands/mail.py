"""`flask mail …`: bounces from a mail server, and whether mail will arrive."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from jobs.newsletter.reports import LARGEST, take_report
from web.clock import utc_now

TEMPORARY_FAILURE = 75  # EX_TEMPFAIL of sysexits.h: the mail server tries again

mail = AppGroup("mail", help="Sign mail, check that it will arrive, read bounces.")


@mail.command()
def bounce() -> None:
    """Read one bounce or complaint from standard input (a pipe of the mail server).

    Anything else is ignored, so the command can be given all mail to bounce+…@.
    """
    content = sys.stdin.buffer.read(LARGEST)
    try:
        taken = take_report(content, utc_now())
    except SQLAlchemyError:
        click.echo("The database cannot be reached: try again later.", err=True)
        sys.exit(TEMPORARY_FAILURE)
    click.echo("Recorded." if taken else "Not a new report about our mail: ignored.")
