"""The magazine's time never goes back."""

from datetime import timedelta

from bs4 import BeautifulSoup
from flask import Flask

from models.heartbeat import beat
from models.steady_clock import SteadyClock
from tests.conftest import START, Clock
from tests.factories import make_article
from tests.newsroom import make_editor, sign_in


def test_clock_keeps_running_when_it_is_set_back() -> None:
    system = Clock()
    steady = SteadyClock(system)
    assert steady() - START < timedelta(seconds=5)
    system.advance(hours=-3)
    assert steady() >= START
    assert timedelta(hours=2.9) < steady.is_behind() < timedelta(hours=3.1)
    system.advance(hours=4)
    assert steady() - START >= timedelta(hours=1)
    assert not steady.is_behind()


def test_small_steps_are_not_notable() -> None:
    system = Clock()
    steady = SteadyClock(system)
    system.advance(seconds=-1)
    assert steady() >= START
    assert not steady.is_behind()


def test_story_stays_public_when_the_clock_is_set_back(app: Flask) -> None:
    """Also after a restart, because the worker stored the time."""
    make_article(slug="a", published_at=START)
    beat(START + timedelta(hours=1))
    system = Clock()
    system.advance(hours=-3)
    app.config["CLOCK"] = SteadyClock(system)
    assert app.test_client().get("/articles/a").status_code == 200
    chief = sign_in(app, make_editor("administrator"))
    page = BeautifulSoup(chief.get("/admin/").text, "html.parser")
    assert "clock was set back by 4 hours" in page.select_one(".troubles").text  # type: ignore[union-attr]
