"""`flask subscribers import` and `flask subscribers export`."""

import sys
from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from commands.content import is_terminal
from jobs.subscribers.entries import SubscriberEntries, read_entries
from jobs.subscribers.export import FORMATS
from jobs.subscribers.importing import (
    LONGEST_CONSENT,
    Order,
    batches,
    check_order,
    count_outcomes,
)
from jobs.subscribers.outcomes import in_order
from jobs.subscribers.table import BadFile
from models.base import transaction
from models.input_rules import clean_line
from models.newsletter.newsletter import open_newsletters
from web.accounts.audit import audit
from web.clock import utc_now

subscribers = AppGroup("subscribers", help="Import and export subscribers.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@subscribers.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--newsletter",
    default="",
    help="Slug of the newsletter; not needed for our own exports.",
)
@click.option(
    "--consent", required=True, help="How these people consented to receive mail."
)
@click.option(
    "--dry-run", is_flag=True, help="Show what would happen, without importing."
)
def import_(file: Path, newsletter: str, consent: str, *, dry_run: bool) -> None:
    """Import a list of subscribers (docs/subscribers.md). Sends no mail."""
    _check(newsletter, consent)
    secret = current_app.config["SECRET_KEY"]
    order = Order(newsletter, clean_line(consent), file.name, secret)
    try:
        entries = read_entries(file.read_bytes(), file.name)
        check_order(order, entries)
    except (BadFile, OSError) as error:
        raise click.ClickException(str(error)) from None
    outcomes = _import(entries, order, write=not dry_run)
    for one in entries.refused:
        click.secho(f"Line {one.line}: {one.text}: {one.reason}", fg="red", err=True)
    _say(entries, outcomes, dry_run=dry_run)


@subscribers.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write all subscribers to FILE: .csv or .json."""
    lines = FORMATS.get(file.suffix.lstrip("."))
    if lines is None:
        raise click.ClickException("Name a file that ends in .csv or .json.")
    with file.open("w", encoding="utf-8", newline="") as written:
        written.writelines(lines())
    click.echo(f"All subscribers are in {file}.")


def _check(newsletter: str, consent: str) -> None:
    slugs = [one.slug for one in open_newsletters()]
    if newsletter and newsletter not in slugs:
        raise click.BadParameter(
            f"Choose one of: {', '.join(slugs)}.", param_hint="newsletter"
        )
    if not 0 < len(clean_line(consent)) <= LONGEST_CONSENT:
        takes = f"Use 1 to {LONGEST_CONSENT} characters."
        raise click.BadParameter(takes, param_hint="consent")


def _import(entries: SubscriberEntries, order: Order, *, write: bool) -> Counter[str]:
    outcomes = Counter({"merged": entries.merged, "refused": len(entries.refused)})
    with click.progressbar(
        length=len(entries.rows), file=sys.stderr, hidden=not is_terminal()
    ) as bar:
        for batch in batches(entries.rows):
            with transaction():
                outcomes += count_outcomes(batch, order, utc_now(), write=write)
            bar.update(len(batch))
    if write:
        with transaction():
            audit(
                "import subscribers", detail=f"{order.file_name}: {len(entries.rows)}"
            )
    return outcomes


def _say(entries: SubscriberEntries, outcomes: Counter[str], *, dry_run: bool) -> None:
    title = "This would happen" if dry_run else "Imported"
    click.echo(f"{title}: {entries.lines} lines")
    for name, number in in_order(outcomes):
        click.echo(f"  {number:>7}  {name}")
