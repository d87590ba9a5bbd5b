"""`flask content import` and `flask content export` on the command line."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from extensions import db
from models.pictures.picture import Picture
from models.stories.article import Article
from tests.factories import make_article, make_picture
from tests.importers.conftest import ARTICLE, Put
from tests.importers.test_problems import PICTURE

FLASK = (sys.executable, "-m", "flask", "--app", "app:create_app")
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def run(app: Flask, *words: object) -> Result:
    return app.test_cli_runner().invoke(args=["content", *map(str, words)])


def test_import_reports_what_was_imported(app: Flask, put: Put, folder: Path) -> None:
    put(f"{PICTURE}../pictures/sea.jpg")
    done = run(app, "import", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "1 new, 0 changed, 0 unchanged.\n"
    again = run(app, "import", folder)
    assert again.stdout == "0 new, 0 changed, 1 unchanged.\n"


def test_import_draws_the_pictures(app: Flask, put: Put, folder: Path) -> None:
    put(f"{PICTURE}../pictures/sea.jpg")
    run(app, "import", folder)
    picture = db.session.scalars(select(Picture)).one()
    assert picture.renditions("whole", "image/webp")


def test_import_reports_bad_files_and_imports_the_others(
    app: Flask, put: Put, folder: Path
) -> None:
    put("headline: A", "", "a.md")
    bad = put("headline: B\ncolour: red", "", "b.md")
    done = run(app, "import", folder)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{bad}:3: `colour` is not a field here")
    assert done.stdout.startswith("1 new, 0 changed, 0 unchanged. 1 with a problem")


@ONLY_SQLITE
def test_import_of_a_missing_path_is_refused(app: Flask, tmp_path: Path) -> None:
    done = run(app, "import", tmp_path / "nothing")
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


@ONLY_SQLITE
def test_import_of_an_empty_folder_is_refused(app: Flask, folder: Path) -> None:
    done = run(app, "import", folder)
    assert done.exit_code == 1
    assert "There is no .md file" in done.stderr


@ONLY_SQLITE
def test_import_of_single_files(app: Flask, put: Put) -> None:
    paths = [put("headline: A", "", f"{name}.md") for name in ("a", "b")]
    assert run(app, "import", *paths).stdout.startswith("2 new")


@ONLY_SQLITE
def test_import_shows_a_progress_bar_on_a_terminal(
    app: Flask, put: Put, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("headline: A")
    command = import_module("commands.content")  # not the group of this name
    monkeypatch.setattr(command, "is_terminal", lambda: True)
    assert "Importing" in run(app, "import", folder).stderr


@ONLY_SQLITE
def test_import_into_a_busy_database_stops(app: Flask, put: Put, folder: Path) -> None:
    put("headline: A")
    with db.engine.connect() as other, db.engine.connect() as ours:
        ours.exec_driver_sql("PRAGMA busy_timeout=1")
        ours.close()
        other.execution_options(writes=True).execute(text("SELECT 1"))
        done = run(app, "import", folder)
    assert done.exit_code == 1
    assert "The database is busy" in done.stderr
    assert "Import again to go on." in done.stderr
    assert "Traceback" not in done.output


def test_import_stops_when_the_disk_is_full(app: Flask, put: Put, folder: Path) -> None:
    def is_full(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.startswith("INSERT INTO articles"):
            raise OperationalError(sql, {}, Exception("database or disk is full"))

    put("headline: A\nregions: [New]")
    event.listen(Engine, "before_cursor_execute", is_full)
    try:
        done = run(app, "import", folder)
    finally:
        event.remove(Engine, "before_cursor_execute", is_full)
    assert done.exit_code == 1
    assert "The import stopped. database or disk is full." in done.stderr
    assert not db.session.scalars(select(Article)).all()


@ONLY_SQLITE
def test_import_without_a_media_folder_stops(
    app: Flask, put: Put, folder: Path, tmp_path: Path
) -> None:
    put(f"{PICTURE}../pictures/sea.jpg")
    media = tmp_path / "media"
    media.rmdir()
    media.write_text("in the way")
    done = run(app, "import", folder)
    assert done.exit_code == 1
    assert "The media store does not answer" in done.stderr


def test_import_without_tables_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ARTICLE)
    done = subprocess.run(
        [*FLASK, "content", "import", str(tmp_path / "a.md")],
        env={"INSTANCE_PATH": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "run `flask db upgrade`" in done.stderr
    assert "Traceback" not in done.stderr


def test_export_reports_what_was_written(app: Flask, tmp_path: Path) -> None:
    make_article(slug="the-line")
    done = run(app, "export", tmp_path / "out")
    assert done.exit_code == 0
    assert done.stdout == f"1 files written to {tmp_path / 'out'}.\n"
    assert (tmp_path / "out" / "articles" / "the-line.md").is_file()


@ONLY_SQLITE
def test_export_into_a_full_folder_is_refused(app: Flask, tmp_path: Path) -> None:
    done = run(app, "export", tmp_path)
    assert done.exit_code == 1
    assert "is not empty: name a new folder" in done.stderr


@ONLY_SQLITE
def test_export_into_a_read_only_folder_is_refused(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(app, "export", tmp_path / "file" / "out")
    assert done.exit_code == 1
    assert "The export stopped." in done.stderr


@ONLY_SQLITE
def test_export_lists_missing_pictures(app: Flask, tmp_path: Path) -> None:
    picture = make_picture()
    make_article(slug="the-line", lead_picture=picture)
    done = run(app, "export", tmp_path / "out")
    assert done.exit_code == 1
    assert f"{picture.original}: the media store has lost this picture" in done.stderr
