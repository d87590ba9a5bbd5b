"""Who waits when the database does."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from extensions import db
from web import edition_watch

READERS = 6


def test_locked_database_keeps_one_reader_waiting_and_no_more(
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


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Nobody else may read the edition."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
        return
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        connection.execute(text("LOCK TABLE editions"))
        yield
