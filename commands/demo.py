"""`flask demo`: the demonstration magazine, into an empty database only."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from commands.content import finish, import_with_progress, say
from config import ROOT
from extensions import db
from importers.content.importing import Report
from models.newsletter.subscriber import Subscriber
from models.redirect import Redirect
from models.setting import Setting
from models.stories.article import Article
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

CONTENT = ROOT / "demo" / "content"
TITLE = "The demonstration magazine: "
OF_A_NEWSROOM = (Article, Contributor, Redirect, Region, Setting, Subscriber, Topic)


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty database with the demonstration magazine."""
    if not is_wanted():
        raise click.ClickException("The database is not empty.")
    finish(import_demo(), TITLE)


def is_wanted() -> bool:
    """Whether the database is empty, or a previous demo import was interrupted."""
    return _unfinished().exists() or not any(map(_has_rows, OF_A_NEWSROOM))


def fill() -> None:
    """Reports and skips files with problems; fails only if the import stopped.

    Leaves the pictures to the worker, or the first start would wait for them.
    """
    report = import_demo(draws=False)
    if report.stopped:
        finish(report, TITLE)
    say(report, TITLE)
    click.echo("Its pictures are drawn while the site runs, within some minutes.")


def import_demo(*, draws: bool = True) -> Report:
    """Resumes an interrupted import."""
    _unfinished().touch()
    report = import_with_progress([CONTENT], draws=draws)
    if not report.stopped:
        _unfinished().unlink()
    return report


def _unfinished() -> Path:
    return Path(current_app.instance_path) / "demonstration-unfinished"


def _has_rows(model: type[db.Model]) -> bool:  # type: ignore[name-defined]
    return db.session.execute(select(model).limit(1)).first() is not None
