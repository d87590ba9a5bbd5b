"""Migrations create exactly what the models describe, and remove it again."""

import os
import subprocess
import sys

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, text

from config import ROOT, Settings
from extensions import db
from tests.factories import make_article, make_region
from tests.some import some


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic's own configuration would end the test run's logging."""
    monkeypatch.setattr("logging.config.fileConfig", lambda *_a, **_k: None)


def test_migrations_make_what_the_models_describe(app: Flask) -> None:
    flask_migrate.check()


def test_every_table_has_its_constraints(app: Flask) -> None:
    found = inspect(db.engine)
    for table in some(db.metadata.sorted_tables):
        assert found.get_pk_constraint(table.name)["constrained_columns"]
        keys = {
            tuple(key["constrained_columns"])
            for key in found.get_foreign_keys(table.name)
        }
        assert keys == {tuple(fk.column_keys) for fk in table.foreign_key_constraints}
        checks = {check["name"] for check in found.get_check_constraints(table.name)}
        assert checks == {
            c.name for c in table.constraints if isinstance(c, CheckConstraint)
        }


def test_database_goes_down_and_up_again(app: Flask) -> None:
    flask_migrate.downgrade(revision="base", x_arg="yes")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    flask_migrate.upgrade()
    flask_migrate.check()
    make_article(slug="again")
    assert app.test_client().get("/articles/again").status_code == 200


def test_new_database_has_its_first_edition(app: Flask) -> None:
    rows = db.session.execute(db.metadata.tables["editions"].select()).all()
    assert [tuple(row) for row in rows] == [(1, 1)]


def test_difference_would_be_noticed(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE front_page_slots")
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, db.metadata)


def test_downgrade_has_to_be_confirmed(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    make_article(slug="kept")
    with pytest.raises(SystemExit):
        flask_migrate.downgrade(revision="0001")
    assert "To confirm: flask db downgrade -x yes" in caplog.text
    assert app.test_client().get("/articles/kept").status_code == 200


def test_old_code_refuses_a_newer_database(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SystemExit):
        flask_migrate.upgrade()
    assert "made by a newer version of Meridian" in caplog.text


def test_two_nodes_may_migrate_at_once(app: Flask) -> None:
    flask_migrate.downgrade(revision="base", x_arg="yes")
    settings: Settings = app.config["SETTINGS"]
    given = {
        "INSTANCE_PATH": str(settings.instance_path),
        "DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    environment = {**os.environ, **given}
    nodes = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    assert [node.wait(120) for node in nodes] == [0, 0]
    flask_migrate.check()


def test_migration_loses_no_row(app: Flask) -> None:
    """SQLite recreates a table to alter it, which must not delete rows of others."""
    make_article(slug="kept", regions=[make_region("Asia")])
    flask_migrate.downgrade(revision="0001", x_arg="yes")
    flask_migrate.upgrade()
    page = app.test_client().get("/articles/kept")
    assert "/regions/asia" in page.text


def test_log_written_before_keeps_its_meaning(app: Flask) -> None:
    """0023 renames actions and columns; the rows stay."""
    flask_migrate.downgrade(revision="0022", x_arg="yes")
    entry = (
        "INSERT INTO audit_entries (at, editor_name, action, subject_kind,"
        " subject_name, detail, address)"
        " VALUES ('2026-11-01', 'Ana', '{}', 'picture', 'a.jpg', '', '')"
    )
    with db.engine.begin() as connection:
        for action in ("take in", "change words", "publish"):
            connection.exec_driver_sql(entry.format(action))
    flask_migrate.upgrade()
    assert actions_in_the_log() == ["upload", "edit details", "publish"]
    flask_migrate.downgrade(revision="0022", x_arg="yes")
    assert actions_in_the_log() == ["take in", "change words", "publish"]
    flask_migrate.upgrade()


def actions_in_the_log() -> list[str]:
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT action FROM audit_entries ORDER BY id"))
        return [row.action for row in found]


def test_no_number_is_given_twice(app: Flask) -> None:
    """A migration that makes such a table says `sqlite_autoincrement=True`."""
    if db.engine.dialect.name != "sqlite":
        return
    tables = db.metadata.sorted_tables
    counting = [t.name for t in tables if t.autoincrement_column is not None]
    stored = db.session.execute(text("SELECT name, sql FROM sqlite_master")).all()
    sources = {row.name: row.sql for row in stored}
    assert "articles" in counting
    assert [name for name in counting if "AUTOINCREMENT" not in sources[name]] == []


def test_migration_skips_numbers_that_the_log_remembers(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    flask_migrate.downgrade(revision="0007", x_arg="yes")
    story = (
        "INSERT INTO audit_entries (at, editor_name, action, subject_kind, subject_id,"
    )
    story += " subject_name, detail, address) VALUES ('2026-11-01', '', 'delete',"
    story += " 'article', 43, '', '', '')"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(story)
    flask_migrate.upgrade()
    assert make_article().id == 44
