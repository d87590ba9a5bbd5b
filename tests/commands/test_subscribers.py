"""`flask subscribers import` and `export`."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models.newsletter.subscriber import Subscriber

LIST = "email,status\nana@example.org,active\nben@example.org,inactive\nnobody,active\n"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return str(path)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["subscribers", *words])
    return result.exit_code, result.output


def number() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Subscriber)) or 0


def test_dry_run_reports_and_changes_nothing(app: Flask, file: str) -> None:
    words = ("--newsletter", "newsletter", "--consent", "They asked.", "--dry-run")
    code, output = run(app, "import", file, *words)
    assert (code, number()) == (0, 0)
    assert "Line 4: nobody: This is not a valid e-mail address" in output
    assert "This would happen: 3 lines" in output


def test_list_is_imported_and_exported(app: Flask, file: str, tmp_path: Path) -> None:
    words = ("--newsletter", "newsletter", "--consent", "They asked.")
    assert run(app, "import", file, *words)[0] == 0
    assert number() == 2
    for name in ("all.csv", "all.json"):
        assert run(app, "export", str(tmp_path / name))[0] == 0
        assert "ana@example.org" in (tmp_path / name).read_text()


@pytest.mark.parametrize(
    ("words", "explanation"),
    [
        (("--consent", "They asked."), "The file does not name newsletters"),
        (("--newsletter", "no", "--consent", "Yes"), "Choose one of: newsletter."),
        (("--newsletter", "newsletter", "--consent", " "), "Use 1 to 200 characters"),
        (("--newsletter", "newsletter"), "--consent"),
    ],
)
def test_missing_options_are_explained(
    app: Flask, file: str, words: tuple[str, ...], explanation: str
) -> None:
    code, output = run(app, "import", file, *words)
    assert code != 0
    assert explanation in output


def test_export_has_two_formats(app: Flask, tmp_path: Path) -> None:
    assert "ends in .csv or .json" in run(app, "export", str(tmp_path / "all.xls"))[1]
