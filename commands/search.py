"""`flask search rebuild`."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from extensions import db
from models.listing.search.index import rebuild_index
from models.stories.article import Article

search = AppGroup("search", help="The search index for readers.")


@search.command()
def rebuild() -> None:
    """Rebuild the search index from the stories.

    The index is updated automatically. Use this for repair: after direct changes to the
    database, or after a Python upgrade with a newer Unicode version.
    """
    count = db.session.scalar(select(func.count()).select_from(Article)) or 0
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=count, file=sys.stderr, hidden=hidden) as bar:
        written = rebuild_index(bar.update)
    click.echo(f"{written} stories can be found.")
