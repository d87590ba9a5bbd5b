"""Cached pages stay quick while the database or the media store hangs."""

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from extensions import db
from models.pictures.media import READERS as READERS_OF_MEDIA
from models.pictures.media import media
from tests.factories import make_article, make_picture
from tests.waiting import wait_until
from web.cache import edition_watch

ASKED, READERS = 60, 6
QUICK = 0.2  # seconds for 95 % of requests; generous, for a busy machine


def seconds(app: Flask, address: str) -> float:
    began = time.monotonic()
    assert app.test_client().get(address).status_code == 200
    return time.monotonic() - began


def slowest_but_few(app: Flask, address: str) -> float:
    with ThreadPoolExecutor(READERS) as readers:
        took = sorted(readers.map(lambda _: seconds(app, address), range(ASKED)))
    return took[int(ASKED * 0.95) - 1]


def is_as_quick_as_ever(app: Flask, address: str, usual: float) -> bool:
    return slowest_but_few(app, address) < max(QUICK, 5 * usual)


@pytest.fixture
def usual(app: Flask, known_page: str) -> float:
    return slowest_but_few(app, known_page)


@pytest.fixture
def known_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A cached page whose edition must be checked."""
    make_article(slug="a")
    app.test_client().get("/articles/a")
    db.session.remove()
    monkeypatch.setattr(edition_watch, "LOOK_AGAIN_AFTER", 0.0)
    return "/articles/a"


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Nobody else may read."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
        return
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        connection.execute(text("LOCK TABLE editions, articles"))
        yield


def test_cached_page_is_quick_while_the_database_is_locked(
    app: Flask, database_url: str, known_page: str, usual: float
) -> None:
    with locked(database_url):
        assert is_as_quick_as_ever(app, known_page, usual)
        watch = app.extensions["edition_watch"]
        assert watch.is_away
        assert app.test_client().get("/regions/").status_code == 503
    wait_until(lambda: app.test_client().get("/regions/").status_code == 200)


def test_cached_page_is_quick_while_postgres_is_stopped(
    app: Flask,
    database_url: str,
    known_page: str,
    usual: float,
    request: pytest.FixtureRequest,
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no server")
    cluster = request.getfixturevalue("cluster")
    with stopped(cluster):
        assert is_as_quick_as_ever(app, known_page, usual)
        began = time.monotonic()
        assert app.test_client().get("/readyz").status_code == 503
        assert time.monotonic() - began < 30
    wait_until(lambda: app.test_client().get("/regions/").status_code == 200)


@contextmanager
def stopped(cluster: Any) -> Iterator[None]:
    first = int((Path(cluster._data) / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    processes = [first, *map(int, children)]
    try:
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)


def test_missing_static_file_asks_no_database(app: Flask, database_url: str) -> None:
    with locked(database_url):
        began = time.monotonic()
        assert app.test_client().get("/static/build/none.css").status_code == 404
        assert time.monotonic() - began < 1


def test_cached_page_is_quick_while_the_media_store_hangs(
    app: Flask, known_page: str, usual: float
) -> None:
    """No picture blocks its thread for more than three seconds."""
    make_picture(original=f"{'a' * 40}.jpg")
    with socket.create_server(("127.0.0.1", 0)) as silent, opened(silent):
        picture = f"/media/{'a' * 40}.jpg"
        took = []

        def ask(_number: int) -> None:
            began = time.monotonic()
            assert app.test_client().get(picture).status_code == 503
            took.append(time.monotonic() - began)

        with ThreadPoolExecutor(8) as threads:
            asking = [threads.submit(ask, number) for number in range(20)]
            assert is_as_quick_as_ever(app, known_page, usual)
            for one in asking:
                one.result()
        assert max(took) < 6
        assert len([seconds for seconds in took if seconds > 1]) <= READERS_OF_MEDIA
        assert app.test_client().get("/readyz").status_code == 503


@contextmanager
def opened(server: socket.socket) -> Iterator[None]:
    before = dict(media.__dict__)
    port = server.getsockname()[1]
    keys = "access_key_id=x&secret_access_key=x&region=us-east-1"
    media.init(f"s3://bucket?endpoint=http://127.0.0.1:{port}&{keys}")
    yield
    media.__dict__.update(before, _away_until=0.0)
