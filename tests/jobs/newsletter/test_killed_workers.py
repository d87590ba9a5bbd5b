"""Everybody gets the issue although worker processes are killed at random."""

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select, update

from app import create_app
from extensions import db
from models.base import transaction
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription
from testbed.scripted_smtp import Script, scripted_smtp
from tests.jobs.conftest import Process
from tests.jobs.newsletter.issues import state
from tests.waiting import wait_until

PEOPLE, KILLS = 60, 4


def make_magazine(migrated: Path, folder: Path, mail_url: str) -> Flask:
    """Creates an instance; workers read its settings from there."""
    shutil.copy(migrated, folder / "meridian.db")
    (folder / "settings.py").write_text(f"MAIL_URL = {mail_url!r}\n")
    return create_app({"INSTANCE_PATH": str(folder), "SITE_URL": "http://localhost"})


def begin_issue_to_people() -> int:
    """Starts an issue to PEOPLE active subscribers and one who unsubscribed."""
    now = datetime.now(UTC)
    people = [
        {
            "email": f"reader{n}@example.org",
            "address_key": f"reader{n}@example.org",
            "status": "confirmed" if n else "unsubscribed",
            "nonce": "n",
            "asked_at": now,
        }
        for n in range(PEOPLE + 1)
    ]
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        db.session.execute(insert(Subscriber), people)
        ids = db.session.scalars(select(Subscriber.id)).all()
        values = {"newsletter_id": newsletter.id, "began_at": now}
        rows = [{"subscriber_id": id_, **values} for id_ in ids]
        db.session.execute(insert(Subscription), rows)
        issue = NewsletterIssue(newsletter=newsletter, subject="Issue", made_at=now)
        issue.intro, issue.state, issue.started_at = "<p>Hello</p>", "preparing", now
        db.session.add(issue)
        db.session.flush()
        return issue.id


def end_leases() -> None:
    """Of rows that were claimed, and not noted yet: as if ten minutes were over."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    leased = update(Delivery).where(Delivery.is_due, ~Delivery.is_begun)
    with transaction():
        db.session.execute(leased.values(claimed_until=past))


def kill_some(
    app: Flask,
    worker: Callable[[Flask], Process],
    script: Script,
    chance: random.Random,
) -> None:
    for _ in range(KILLS):
        process, before = worker(app), script.accepted.total()
        more = before + chance.randrange(1, PEOPLE // KILLS)
        wait_until(partial(_has_accepted, script, more))
        process.kill()
        process.wait()
        end_leases()


def _has_accepted(script: Script, number: int) -> bool:
    return script.accepted.total() >= number


def test_killed_workers_skip_nobody_and_record_what_was_sent_twice(
    migrated_sqlite: Path, tmp_path: Path, worker: Callable[[Flask], Process]
) -> None:
    with scripted_smtp([]) as script:
        app = make_magazine(
            migrated_sqlite, tmp_path, f"smtp://127.0.0.1:{script.port}"
        )
        with app.app_context():
            id_ = begin_issue_to_people()
            kill_some(app, worker, script, random.Random())
            worker(app)
            wait_until(lambda: state(id_) == "sent")
            check(script)
            db.engine.dispose()


def check(script: Script) -> None:
    readers = {f"reader{n}@example.org" for n in range(1, PEOPLE + 1)}
    assert set(script.accepted) == readers
    twice = {address for address, copies in script.accepted.items() if copies > 1}
    doubtful = db.session.scalars(
        select(Subscriber.email).join(Delivery).where(Delivery.is_doubtful)
    )
    assert twice <= set(doubtful)
    assert script.accepted.total() - PEOPLE <= KILLS
