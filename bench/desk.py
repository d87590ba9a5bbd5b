"""`python -m bench.desk`: every list of the newsroom, with 20,000 stories."""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Integer, case, func, insert, literal, select, text, update
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app import create_app
from bench.generate import fill
from bench.pages import Summary, Times
from extensions import db
from models.base import transaction
from models.listing.cursor import Cursor
from models.redirect import Redirect
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import Draft
from models.stories.story_words import StoryWords
from testbed.pages import Take, count_queries
from testbed.sessions import Cookie, make_editor

NOW = datetime.now(UTC)
MOST = 100.0  # milliseconds of CPU time, as wall time depends on other load
MOST_QUERIES = 25
ROUNDS = 20
STORIES = "/admin/articles/"
# Indexes of stories: the newest ones are in the states that need work.
STATES = {"draft": 300, "submitted": 360, "scheduled": 420, "withdrawn": 480}
QUERIES = (
    *("", "?q=river", "?q=the+of", "?q=xyzzy", "?state=draft", "?state=submitted"),
    *("?state=scheduled", "?state=published", "?state=changed", "?state=withdrawn"),
    *("?kind=page", "?kind=brief", "?region=africa", "?contributor=writer-1"),
    *("?mine=1", "?mine=1&state=draft", "?region=europe&kind=brief&state=published"),
    *("?q=river&region=europe&state=published", "?q=river&state=changed"),
)
OTHER_LISTS = (
    *("/admin/", "/admin/schedule/", "/admin/redirects/", "/admin/redirects/?q=old"),
    *("/admin/articles/suggestions?q=river", "/admin/articles/suggestions?q=xyzzy"),
    *("/admin/pictures/", "/admin/pictures/?q=river", "/admin/pictures/chooser"),
    *("/admin/regions/", "/admin/topics/", "/admin/contributors/", "/admin/pages/"),
    *("/admin/front-page/", "/admin/people/", "/admin/log/", "/admin/log/?q=river"),
)


@click.command()
@click.option("--stories", default=20_000)
@click.option("--only", default="", help="Only addresses that hold this.")
def main(stories: int, only: str) -> None:
    """Milliseconds for each list; exit status 1 past a limit."""
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        app = create_app({"INSTANCE_PATH": str(Path(folder) / "instance")})
        with app.app_context():
            upgrade()
            fill(stories, NOW)
            header = {"HTTP_COOKIE": _fill_desk(app)}
        click.echo(
            f"{'list':56}{'median':>8}{'best':>8}{'p95':>8}{'wall':>8}{'queries':>9}"
        )
        passed = [_measure(app, a, header) for a in _addresses(app) if only in a]
    sys.exit(not all(passed))


def _fill_desk(app: Flask) -> str:
    """Adds states, drafts, redirects and a log; returns an administrator's cookie."""
    editor = make_editor("administrator", name="Ana Editor")
    with transaction():
        _give_states()
        _give_drafts(editor.id)
        _keep_words()
        _keep_log(editor.id)
        db.session.execute(text("ANALYZE"))
    cookie = Cookie(app, editor)
    return f"{cookie.name}={cookie.value}"


def _give_states() -> None:
    newest = (select(func.max(Article.id)).scalar_subquery() - Article.id).cast(Integer)
    article = update(Article).where(Article.kind != "page")
    for state, below in reversed(STATES.items()):
        values: dict[str, Any] = {"status": state}
        if state == "scheduled":
            hours = {"status": "published", "published_at": NOW + timedelta(hours=30)}
            values = hours
        db.session.execute(article.where(newest < below).values(**values))
    db.session.execute(
        update(Article).values(changed_at=func.coalesce(Article.published_at, NOW))
    )


def _give_drafts(editor_id: int) -> None:
    """A draft for every third story; every ninth public one has pending changes."""
    content = Content(headline="Another headline").as_json()
    pending = case((Article.status != "published", False), else_=Article.id % 9 == 0)
    rows = select(
        Article.id,
        literal(1),
        literal(content, Draft.stored.type),
        Article.changed_at,
        literal(editor_id),
        pending,
        literal(""),
        literal(0),
    ).where(Article.id % 3 == 0)
    names = ["article_id", "version", "content", "changed_at", "editor_id"]
    more = ["is_pending", "tab_id", "tab_began_with"]
    table: Any = Draft.__table__
    db.session.execute(insert(table).from_select([*names, *more], rows))
    mine = update(Article).where(Article.id % 50 == 0)
    db.session.execute(mine.values(owner_id=editor_id))


def _keep_words() -> None:
    text = Article.headline + " " + Article.dek + " " + Article.slug
    rows = select(Article.id, func.lower(text))
    table: Any = StoryWords.__table__
    db.session.execute(insert(table).from_select(["article_id", "words"], rows))


def _keep_log(editor_id: int) -> None:
    about: dict[str, Any] = {"editor_id": editor_id, "editor_name": "Ana Editor"}
    entries = [
        about
        | {"at": NOW, "action": "schedule", "subject_kind": "article", "subject_id": n}
        | {"subject_name": f"Story {n}", "detail": "river", "address": "127.0.0.1"}
        for n in range(1, 20_001)
    ]
    db.session.execute(insert(AuditEntry), entries)
    moves = [
        {"old_path": f"/old/{n}", "new_path": "/latest/", "made_at": NOW}
        for n in range(20_000)
    ]
    db.session.execute(insert(Redirect), moves)


def _addresses(app: Flask) -> Iterator[str]:
    """The URLs to measure, with existing rows."""
    half_way = Cursor(NOW - timedelta(days=1500), 1)
    yield from (f"{STORIES}{query}" for query in QUERIES)
    yield f"{STORIES}?after={half_way}"
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    yield from (a for a in OTHER_LISTS if a.partition("?")[0] in rules)


def _measure(app: Flask, address: str, header: dict[str, str]) -> bool:
    take, times = _request(app, address, header), Times()
    for _ in range(3):
        take()
    for _ in range(ROUNDS):
        times.measure(take)
    with count_queries() as statements:
        take()
    wall, cpu = Summary.of(times.wall), Summary.of(times.cpu)
    good = cpu.median <= MOST and len(statements) <= MOST_QUERIES
    row = (
        f"{address:56}{cpu.median:8.1f}{cpu.best:8.1f}{cpu.p95:8.1f}{wall.median:8.1f}"
    )
    click.echo(f"{row}{len(statements):9}  {'ok' if good else 'OVER'}")
    return good


def _request(app: Flask, address: str, header: dict[str, str]) -> Take:
    environ = EnvironBuilder(address).get_environ() | header

    def take() -> bytes:
        body, status, _ = run_wsgi_app(
            lambda request, start: Flask.wsgi_app(app, request, start), environ.copy()
        )
        if not status.startswith("200"):
            raise RuntimeError(f"{address}: {status}")
        return b"".join(body)

    return take


if __name__ == "__main__":
    main()
