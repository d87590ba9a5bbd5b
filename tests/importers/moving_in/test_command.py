"""`flask content import` with a WordPress export."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.stories.article import Article

EXPORT = "tryghost-co-authors-plus.xml"


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """One kind of database is enough: what is tested is the command."""
    shutil.copy(migrated_sqlite, tmp_path / "meridian.db")
    return f"sqlite:///{tmp_path / 'meridian.db'}"


def run(app: Flask, *arguments: str | Path) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(
        args=["content", "import", *map(str, arguments)]
    )
    return result.exit_code, result.output


def test_export_is_recognised_and_reported(
    app: Flask, cases: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    code, output = run(app, cases / EXPORT, "--report", report)
    assert (code, "4 items read: 4 new, 0 changed" in output) == (0, True)
    assert report.read_text().startswith("4 items read")
    assert db.session.scalar(select(func.count()).select_from(Article)) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--time-zone", "Mars/Base"], "There is no time zone 'Mars/Base'"),
        (["--pictures", "/nowhere"], "does not exist"),
    ],
)
def test_bad_option_is_explained(
    app: Flask, cases: Path, arguments: list[str], message: str
) -> None:
    code, output = run(app, cases / EXPORT, *arguments)
    assert (code, message in output) == (2, True)


def test_refused_item_makes_the_command_fail(app: Flask, cases: Path) -> None:
    code, output = run(app, cases / "wpimp-malformed-simple.xml")
    assert (code, "line 14: Broken: This is not valid XML" in output) == (1, True)
