"""Many at once: presses on "Send", schedulers, workers. The issue is sent once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from jobs.newsletter import sending
from jobs.newsletter.scheduling import make_due_issues
from jobs.newsletter.sending import send_due_issues
from jobs.worker import run_due_jobs
from models.base import transaction
from models.email_address import Address
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.newsletter.signup import subscribe
from testbed.killing import Run, run
from tests.conftest import Clock
from tests.factories import make_article
from tests.jobs.newsletter.issues import Join, begin, state
from tests.newsroom import Desk
from tests.postbox import Postbox

NAMES = ("ana", "ben", "cleo")


def at_once(app: Flask, number: int, action: Callable[[], object]) -> None:
    """In threads that begin together; a failure of one fails the test."""
    start = threading.Barrier(number)
    db.session.rollback()

    def act() -> None:
        start.wait(30)
        with app.app_context():
            action()

    with ThreadPoolExecutor(number) as pool:
        for result in [pool.submit(act) for _ in range(number)]:
            result.result()


def test_many_presses_on_send_send_once(
    app: Flask, clock: Clock, postbox: Postbox, join: Join, desk: Desk
) -> None:
    make_article()
    for name in NAMES:
        join(name)
    id_ = begin(clock, state="draft", started_at=None)
    at_once(app, 8, lambda: desk.post(f"/admin/newsletter/issues/{id_}/sending"))
    at_once(app, 3, lambda: send_due_issues(clock))
    send_due_issues(clock)
    assert postbox.recipients() == [f"{name}@example.org" for name in NAMES]
    assert state(id_) == "sent"


def test_several_schedulers_make_one_issue(app: Flask, clock: Clock) -> None:
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        newsletter.next_at = clock() - timedelta(minutes=1)
    make_article(published_at=clock() - timedelta(hours=1))
    at_once(app, 4, lambda: make_due_issues(clock()))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(NewsletterIssue)) == 1


def test_several_workers_share_an_issue(database_url: str, tmp_path: Path) -> None:
    """On PostgreSQL they skip each other's rows; on SQLite they take turns."""
    given = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": database_url}
    one = Run(people=120, kills=0, workers=3, chance=Random(1))
    run({**given, "SITE_URL": "http://localhost"}, one)
    assert list(one.problems()) == []
    assert one.duplicates == 0
    assert one.doubtful == set()


def test_confirmation_leaves_before_the_issue_ends(
    app: Flask,
    clock: Clock,
    postbox: Postbox,
    join: Join,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "SLICE", 0)  # one batch
    monkeypatch.setattr(Delivery, "AT_ONCE", 2)
    make_article()
    for number in range(8):
        join(f"reader{number}")
    id_ = begin(clock)
    run_due_jobs(app)
    subscribe(Address.read("new@example.org"), clock())
    clock.advance(seconds=5)
    run_due_jobs(app)
    assert "new@example.org" in postbox.recipients()
    assert state(id_) == "sending"
