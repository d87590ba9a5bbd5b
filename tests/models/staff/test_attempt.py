"""Failed attempts are deleted after a while, and their number is limited."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.staff.attempt import Attempt, forget_old_attempts
from tests.conftest import Clock
from tests.factories import keep


def kept(clock: Clock) -> set[str]:
    with transaction():
        forget_old_attempts(clock())
    return set(db.session.scalars(select(Attempt.who)))


def test_number_of_single_failures_is_limited(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.staff.attempt.MOST", 3)
    for number in range(6):
        at = clock() - timedelta(minutes=6 - number)
        keep(Attempt(who=str(number), failures=5 if number == 0 else 1, last_at=at))
    assert kept(clock) == {"0", "3", "4", "5"}


def test_old_attempts_are_forgotten(app: Flask, clock: Clock) -> None:
    keep(Attempt(who="old", failures=9, last_at=clock() - timedelta(days=30)))
    keep(Attempt(who="new", failures=1, last_at=clock()))
    assert kept(clock) == {"new"}
