"""Which requests wait when the database does."""

import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from extensions import db
from models.database_file import FileState
from tests.conftest import Clock
from tests.factories import make_article
from tests.waiting import wait_until
from web.cache import edition_watch

READERS = 6


def test_locked_database_delays_one_reader_only(
    app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition_watch, "LOOK_AGAIN_AFTER", 0.2)
    app.test_client().get("/")
    db.session.remove()
    with ThreadPoolExecutor(READERS) as readers, locked(database_url):
        time.sleep(0.3)
        reads = [
            readers.submit(lambda: app.test_client().get("/").status_code)
            for _ in range(READERS)
        ]
        answered, _ = wait(reads, timeout=1)
        assert len(answered) >= READERS - 1
    assert {read.result() for read in reads} == {200}


@pytest.fixture
def always_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request comes a second after the one before."""
    monkeypatch.setattr(edition_watch, "LOOK_AGAIN_AFTER", 0)


@pytest.mark.usefixtures("always_looks")
def test_unchanged_list_makes_no_query(app: Flask, database_url: str) -> None:
    """SQLite is not queried at all, PostgreSQL once per second and process."""
    make_article()
    settle(database_url)
    reader = app.test_client()
    for address in ("/latest/list", "/latest/lines.json", "/latest/embed"):
        known = {"If-None-Match": reader.get(address).headers["ETag"]}
        with every_statement() as statements:
            answers = [reader.get(address, headers=known) for _ in range(20)]
        assert {answer.status_code for answer in answers} == {304}
        looks = 0 if database_url.startswith("sqlite") else 20
        assert len([s for s in statements if "editions" in s]) == looks
        assert looks or not statements


@pytest.mark.usefixtures("always_looks")
def test_change_of_another_process_is_seen_in_the_file(
    app: Flask, database_url: str
) -> None:
    make_article(slug="known")
    settle(database_url)
    reader = app.test_client()
    for number in range(3):
        before = reader.get("/latest/list").headers["ETag"]
        write_elsewhere(database_url, f"Another headline {number}")
        after = reader.get("/latest/list")
        assert after.headers["ETag"] != before
        assert f"Another headline {number}" in after.text


@pytest.mark.usefixtures("always_looks")
def test_reading_request_does_not_wait_for_a_commit_that_waits_for_it(
    app: Flask, clock: Clock, database_url: str
) -> None:
    make_article()
    db.session.execute(text("SELECT number FROM editions"))
    with ThreadPoolExecutor(1) as writer:
        writing = writer.submit(write_elsewhere, database_url, "Another")
        wait_until(lambda: writing.done() or is_closed_to_readers(database_url))
        assert app.extensions["edition_watch"].state(clock())
        db.session.rollback()
        writing.result()


def is_closed_to_readers(database_url: str) -> bool:
    """A commit waits for the readers to finish, and blocks new ones."""
    if not database_url.startswith("sqlite"):
        return False
    path = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("SELECT number FROM editions")
        except sqlite3.OperationalError:
            return True
    return False


def test_file_just_written_is_not_trusted(database_url: str) -> None:
    """A change within the same tick of the file system's clock is invisible."""
    engine = create_engine(database_url, poolclass=NullPool)
    assert FileState.of(engine) is None
    settle(database_url)
    settled = FileState.of(engine)
    assert (settled is not None) == database_url.startswith("sqlite")
    assert FileState.of(engine) == settled


def settle(database_url: str) -> None:
    """Makes the last change of the file look old."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        os.utime(path, ns=(1, time.time_ns() - 60_000_000_000))


def write_elsewhere(database_url: str, headline: str) -> None:
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        connection.execute(
            text("UPDATE articles SET headline = :new"), {"new": headline}
        )
        connection.execute(text("UPDATE editions SET number = number + 1"))
    settle(database_url)


@contextmanager
def every_statement() -> Iterator[list[str]]:
    """PRAGMA and all."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Locks the edition for reading."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
        return
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        connection.execute(text("LOCK TABLE editions"))
        yield
