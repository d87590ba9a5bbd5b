"""When the demonstration magazine may enter a database."""

import sys
from pathlib import Path

import pytest
from flask import Flask

from commands.demo import fill, is_wanted
from models.setting import Setting
from tests.factories import keep, make_article


def test_demonstration_is_for_an_empty_database(app: Flask) -> None:
    assert is_wanted()


def test_demonstration_leaves_a_newsroom_alone(app: Flask) -> None:
    keep(Setting(name="name", value="The Post"))
    assert not is_wanted()


def test_interrupted_demonstration_is_taken_up_again(app: Flask) -> None:
    make_article()
    assert not is_wanted()
    (Path(app.instance_path) / "demonstration-unfinished").touch()
    assert is_wanted()


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration of one file, which has a problem."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "bad.md").write_text("---\nkind: riddle\n---\n")
    # The package's attribute of this name is the command.
    monkeypatch.setattr(sys.modules["commands.demo"], "CONTENT", folder)


@pytest.mark.usefixtures("bad")
def test_command_tells_a_problem_by_how_it_ends(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["demo"])
    assert said.exit_code == 1
    assert "bad.md" in said.output
    assert is_wanted()


@pytest.mark.usefixtures("bad")
def test_problem_is_told_and_stops_no_start(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    fill()
    assert "bad.md" in capsys.readouterr().err
