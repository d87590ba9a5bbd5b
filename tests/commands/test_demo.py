"""When the demonstration magazine may enter a database."""

from pathlib import Path

from flask import Flask

from commands.demo import is_wanted
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
