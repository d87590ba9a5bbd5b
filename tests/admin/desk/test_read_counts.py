"""Reads are counted in front of the page cache, without data about readers."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, inspect, select

from extensions import db
from jobs.worker import run_due_jobs
from models.base import transaction
from models.statistics.read_count import (
    ReadCount,
    add_reads,
    forget_old_reads,
    most_read,
)
from models.stories.article import Article
from tests.conftest import Clock
from tests.factories import keep, make_article
from tests.waiting import wait_until
from web.cache.read_counter import MOST_SLUGS, ReadCounter

OPENED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
UNFOLDED = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "HX-Request": "true"}


@pytest.fixture
def counter(app: Flask) -> ReadCounter:
    found: ReadCounter = app.extensions["read_counter"]
    return found


def counts(counter: ReadCounter) -> dict[str, int]:
    db.session.rollback()
    counter.write()
    return {row.slug: row.count for row in db.session.scalars(select(ReadCount))}


def test_page_is_counted_whether_rendered_cached_or_unchanged(
    client: FlaskClient, counter: ReadCounter
) -> None:
    make_article(slug="the-line")
    first = client.get("/articles/the-line", headers=OPENED)
    client.get("/articles/the-line?open=another", headers=OPENED)
    same = {**OPENED, "If-None-Match": first.headers["ETag"]}
    assert client.get("/articles/the-line", headers=same).status_code == 304
    assert counts(counter) == {"the-line": 3}


def test_unfolded_rest_is_counted(client: FlaskClient, counter: ReadCounter) -> None:
    make_article(slug="the-line")
    assert client.get("/articles/the-line/rest", headers=UNFOLDED).status_code == 200
    client.get("/articles/the-line/rest", headers=OPENED)  # is sent to its page
    assert counts(counter) == {"the-line": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**OPENED, "Sec-Purpose": "prefetch;prerender"},
        {**OPENED, "Purpose": "prefetch"},
        {**OPENED, "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    ],
)
def test_requests_that_open_nothing_are_not_counted(
    client: FlaskClient, counter: ReadCounter, headers: dict[str, str]
) -> None:
    make_article(slug="the-line")
    client.get("/articles/the-line", headers=headers)
    client.head("/articles/the-line", headers={**OPENED, **headers})
    assert counts(counter) == {}


@pytest.mark.parametrize(
    "path",
    ["/articles/nothing", "/articles/taken-back", "/articles/a/b", "/articles/", "/"],
)
def test_only_shown_stories_are_counted(
    client: FlaskClient, counter: ReadCounter, path: str
) -> None:
    make_article(slug="taken-back", status="withdrawn")
    client.get(path, headers=OPENED)
    assert counts(counter) == {}


def test_sums_of_several_processes_add_up(app: Flask, clock: Clock) -> None:
    add_reads({"a": 2, "b": 1}, clock.now)
    add_reads({"b": 4, "c": 1}, clock.now)
    add_reads({"a": 1}, clock.advance(days=1))
    rows = {(row.day, row.slug): row.count for row in db.session.scalars(every_row())}
    today, tomorrow = date(2026, 11, 23), date(2026, 11, 24)
    assert rows == {
        (today, "a"): 2,
        (today, "b"): 5,
        (today, "c"): 1,
        (tomorrow, "a"): 1,
    }


def test_more_counts_than_a_statement_holds_are_written(
    app: Flask, clock: Clock
) -> None:
    add_reads({f"story-{number}": 1 for number in range(1201)}, clock.now)
    assert len(db.session.scalars(every_row()).all()) == 1201


def test_memory_is_bounded(counter: ReadCounter) -> None:
    for number in range(MOST_SLUGS + 50):
        counter.count(f"story-{number}")
    counter.count("story-1")
    found = counts(counter)
    assert (len(found), found["story-1"]) == (MOST_SLUGS, 2)


def test_counts_wait_while_the_database_is_down(
    client: FlaskClient, counter: ReadCounter
) -> None:
    make_article(slug="the-line")
    client.get("/articles/the-line", headers=OPENED)
    rename("read_counts", "elsewhere")
    counter.write()
    assert client.get("/articles/the-line", headers=OPENED).status_code == 200
    rename("elsewhere", "read_counts")
    assert counts(counter) == {"the-line": 2}


def test_thread_writes_by_itself(app: Flask, clock: Clock) -> None:
    counter = ReadCounter(app, app.wsgi_app, every=0.01)
    counter.count("the-line")
    counter.run()
    wait_until(lambda: found_in_peace() == ["the-line"])


def test_most_read_are_public_stories(app: Flask, clock: Clock) -> None:
    make_article(slug="first")
    make_article(slug="second")
    make_article(slug="taken-back", status="withdrawn")
    make_article(slug="coming", published_at=clock.now + timedelta(days=1))
    make_article(slug="about", kind="page")
    lots = dict.fromkeys(("taken-back", "coming", "about", "never-was"), 99)
    add_reads({"first": 3, "second": 2, **lots}, clock.now)
    add_reads({"second": 90}, clock.now - timedelta(days=7))
    found = most_read(clock.now, days=7, limit=5)
    assert [(row[0].slug, row[1]) for row in found] == [
        ("first", 3),
        ("second", 2),
    ]


def test_reads_follow_a_story_to_its_new_address(app: Flask, clock: Clock) -> None:
    article = make_article(slug="old", changed_at=clock.now)
    add_reads({"old": 3, "new": 1}, clock.now)
    add_reads({"old": 2}, clock.now - timedelta(days=3))
    with transaction():
        db.session.get_one(Article, article.id).slug = "new"
    found = most_read(clock.now, days=7, limit=5)
    assert [(row[0].slug, row[1]) for row in found] == [("new", 6)]


def test_counts_are_deleted_after_ninety_days(app: Flask, clock: Clock) -> None:
    for age in (0, 90, 91, 200):
        keep(ReadCount(day=(clock.now - timedelta(days=age)).date(), slug="a", count=1))
    run_due_jobs(app)
    assert len(db.session.scalars(every_row()).all()) == 2
    forget_old_reads(clock.now)
    assert len(db.session.scalars(every_row()).all()) == 2


def test_nothing_about_readers_is_stored(app: Flask) -> None:
    columns = [
        column["name"] for column in inspect(db.engine).get_columns("read_counts")
    ]
    assert columns == ["day", "slug", "count"]


def every_row() -> Select[ReadCount]:
    db.session.rollback()
    return select(ReadCount)


def rename(table: str, name: str) -> None:
    with transaction():
        db.session.execute(db.text(f"ALTER TABLE {table} RENAME TO {name}"))


def found_in_peace() -> list[str]:
    db.session.rollback()
    found = list(db.session.scalars(select(ReadCount.slug)))
    db.session.rollback()
    return found
