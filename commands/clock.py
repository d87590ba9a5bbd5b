"""`flask clock accept`."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.heartbeat import beat, worker_state
from models.plurals import counted
from models.steady_clock import system_clock
from models.stories.article import Article

clock = AppGroup("clock", help="The magazine's clock, which never goes back.")


@clock.command()
def accept() -> None:
    """Accept the system's clock after it was wrongly ahead; restart afterwards.

    Stories with a publication time in the future are redated to now and stay public.
    """
    now = system_clock()
    seen_at = worker_state(now).seen_at or now
    ahead = select(Article).where(
        Article.public(max(now, seen_at)), Article.published_at > now
    )
    with transaction():
        stories = list(db.session.scalars(ahead))
        for article in stories:
            article.published_at = now
    beat(now)
    dated = counted(len(stories), "story")
    click.echo(f"It is {now:%Y-%m-%d %H:%M} UTC. Publication set to now: {dated}.")
    click.echo("Restart the web server and the worker.")
