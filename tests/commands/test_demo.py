"""When the demo is imported, and how problems are reported."""

import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from commands.demo import fill, is_wanted
from extensions import db
from models.pictures.picture import Picture
from models.setting import Setting
from tests.factories import keep, make_article


def test_demo_is_for_an_empty_database(app: Flask) -> None:
    assert is_wanted()


def test_demo_does_not_touch_an_existing_newsroom(app: Flask) -> None:
    keep(Setting(name="name", value="The Post"))
    assert not is_wanted()


def test_interrupted_demo_import_is_resumed(app: Flask) -> None:
    make_article()
    assert not is_wanted()
    (Path(app.instance_path) / "demonstration-unfinished").touch()
    assert is_wanted()


def test_first_start_leaves_the_pictures_to_the_worker(app: Flask) -> None:
    fill()
    pictures = db.session.scalars(select(Picture)).all()
    assert len(pictures) > 20
    assert {picture.renditions_due for picture in pictures} == {True}
    assert not is_wanted()


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo that consists of one bad file."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "bad.md").write_text("---\nkind: riddle\n---\n")
    # The package has an attribute of this name: the command.
    monkeypatch.setattr(sys.modules["commands.demo"], "CONTENT", folder)


@pytest.mark.usefixtures("bad")
def test_command_fails_if_there_was_a_problem(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "bad.md" in result.output
    assert is_wanted()


@pytest.mark.usefixtures("bad")
def test_problem_is_reported_and_does_not_stop_the_start(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    fill()
    assert "bad.md" in capsys.readouterr().err
