"""`flask mail …`: signing, checks before sending, and bounces."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from commands.editors import ADDRESS
from config import Settings
from jobs.mail.checks.dns import DNS
from jobs.mail.checks.findings import findings
from jobs.mail.compose import Mail, sender
from jobs.mail.signing import in_strings, key_path, make_key, public_record
from jobs.mail.transport import deliver
from jobs.newsletter.reports import LARGEST, take_report
from models.email_address import Address
from models.setting import read_newsroom
from web.clock import utc_now

TEMPORARY_FAILURE = 75  # EX_TEMPFAIL of sysexits.h, after which the mail server retries

mail = AppGroup("mail", help="Sign mail, check the mail setup, read bounces.")


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


@mail.command()
def key() -> None:
    """Create the key that signs mail (DKIM), and print its DNS record."""
    settings: Settings = current_app.config["SETTINGS"]
    path = key_path(settings)
    is_new = make_key(path)
    domain = sender(read_newsroom()).rpartition("@")[2]
    record = in_strings(public_record(path.read_bytes()))
    click.echo(f"{'Made' if is_new else 'Kept'} {path}. Publish this record:\n")
    click.echo(f"{path.stem}._domainkey.{domain}. IN TXT ( {record} )\n")
    if not settings.dkim_selector:
        click.echo(f"Then set DKIM_SELECTOR={path.stem} and start Meridian again.")


@mail.command()
@click.option("--dns", "server", default="", help="DNS server to query: HOST:PORT.")
@click.option("--address", default="", help="IP address that your mail is sent from.")
@click.option(
    "--send", "recipient", type=ADDRESS, help="Also send a test to this address."
)
def check(server: str, address: str, recipient: Address | None) -> None:
    """Check what mail providers require: DNS, TLS, alignment."""
    found = list(findings(DNS(server), address))
    for one in found:
        click.echo(f"{one.level:8} {one.subject}: {one.text}")
    if recipient:
        _send_test(recipient)
    sys.exit(any(one.level == "problem" for one in found))


def _send_test(recipient: Address) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    now, newsroom = utc_now(), read_newsroom()
    subject, name = f"A test from {newsroom.name}", f"check-{now:%Y%m%d%H%M%S%f}"
    message = Mail(recipient.mailbox, subject, name, "check").message(newsroom, now)
    try:
        deliver(message, settings.mail_url)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"The test was not sent: {error}") from None
    click.echo(f"A test was sent to {recipient.email}.")
