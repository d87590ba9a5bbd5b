"""`flask clock accept`: after the system's clock was wrongly ahead."""

from datetime import timedelta

from flask import Flask

from extensions import db
from models.heartbeat import beat, worker_state
from models.steady_clock import system_clock
from tests.factories import make_article


def test_stories_dated_ahead_stay_public_from_now(app: Flask) -> None:
    now = system_clock()
    ahead = make_article(slug="ahead", published_at=now + timedelta(hours=2))
    due = make_article(slug="due", published_at=now + timedelta(hours=9))
    beat(now + timedelta(hours=3))
    result = app.test_cli_runner().invoke(args=["clock", "accept"])
    assert result.exit_code == 0, result.output
    assert "Publication set to now: 1 story." in result.output
    db.session.expire_all()
    assert ahead.published_at
    assert due.published_at
    assert ahead.published_at < now + timedelta(minutes=5)
    assert due.published_at == now + timedelta(hours=9)
    seen_at = worker_state(system_clock()).seen_at
    assert seen_at is not None
    assert seen_at < now + timedelta(minutes=5)
