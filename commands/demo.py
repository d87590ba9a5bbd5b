"""`flask demo`: the demonstration magazine, into an empty database only."""

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from commands.content import finish, import_with_progress
from config import ROOT
from extensions import db
from models.article import Article

CONTENT = ROOT / "demo" / "content"


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty database with the demonstration magazine."""
    if not is_empty():
        raise click.ClickException("The database holds stories already.")
    fill()


def is_empty() -> bool:
    return not db.session.scalar(select(func.count()).select_from(Article))


def fill() -> None:
    finish(import_with_progress([CONTENT]), "The demonstration magazine: ")
