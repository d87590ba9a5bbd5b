"""Times, transactions, and SQLite's settings."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, StatementError

from extensions import db
from models.base import transaction, wal_is_safe
from models.stories.article import Article
from models.taxonomy.region import Region
from tests.factories import make_article


@pytest.fixture
def sqlite(app: Flask, database_url: str) -> Flask:
    if not database_url.startswith("sqlite"):
        pytest.skip("only SQLite works so")
    return app


def test_time_without_a_zone_is_refused(app: Flask) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive datetime"):
        make_article(published_at=naive)


def test_times_come_back_in_utc(app: Flask) -> None:
    paris = timezone(timedelta(hours=2))
    local = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=paris)
    make_article(published_at=local)
    db.session.expire_all()
    stored = db.session.scalars(select(Article.published_at)).one()
    assert stored == local
    assert stored is not None
    assert stored.tzinfo is UTC


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_used_only_where_it_is_safe(
    version: tuple[int, int, int], safe: bool
) -> None:
    assert wal_is_safe(version) == safe


def test_sqlite_is_opened_with_safe_settings(sqlite: Flask) -> None:
    def pragma(name: str) -> object:
        return db.session.execute(text(f"PRAGMA {name}")).scalar()

    journal = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "truncate"
    assert pragma("foreign_keys") == 1
    assert pragma("synchronous") == 2  # FULL
    assert pragma("busy_timeout") == 5000
    assert pragma("journal_mode") == journal


def test_failed_transaction_leaves_nothing(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012
        db.session.add(Article(slug="x", headline="x"))
        db.session.flush()
        raise ZeroDivisionError
    assert db.session.scalars(select(Article)).all() == []


def test_writer_has_the_lock_from_the_start(sqlite: Flask, database_url: str) -> None:
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=0)
    with transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_readers_take_no_lock(sqlite: Flask, database_url: str) -> None:
    db.session.execute(text("SELECT 1"))
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=0)
    other.execute("BEGIN IMMEDIATE")
    assert other.in_transaction
    other.close()


def test_writer_without_the_lock_can_retry(sqlite: Flask, database_url: str) -> None:
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")
    db.session.execute(text("PRAGMA busy_timeout=0"))
    with pytest.raises(OperationalError, match="locked"), transaction():
        raise AssertionError
    other.close()
    with transaction():
        db.session.add(Article(slug="x", headline="x"))
    assert db.session.scalars(select(Article.slug)).one() == "x"


def test_transaction_refuses_earlier_changes(app: Flask) -> None:
    db.session.add(Region(slug="early", name="Early"))
    with pytest.raises(RuntimeError), transaction():
        pass
    db.session.rollback()
    assert db.session.scalar(select(Region)) is None


def test_transactions_cannot_be_nested(app: Flask) -> None:
    def begin_twice() -> None:
        with transaction():
            db.session.add(Region(slug="outer", name="Outer"))
            with transaction():
                pass

    with pytest.raises(RuntimeError):
        begin_twice()
    assert db.session.scalar(select(Region)) is None
