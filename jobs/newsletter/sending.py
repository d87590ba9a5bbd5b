"""Sends due issues in slices of a few seconds.

Other jobs, such as confirmations, run between slices, so they never wait for an issue.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, select, update

from config import Settings
from extensions import db
from jobs.mail.signing import NotSigned
from jobs.mail.transport import ServerAway
from jobs.newsletter.batch import Batch, Letters, Stopped
from jobs.newsletter.breaker import Breaker
from jobs.newsletter.connection import Connection
from jobs.newsletter.digest import Digest
from jobs.newsletter.journal import Journal, recover
from models.base import transaction
from models.claimable import Claim, note_due_work
from models.newsletter.delivery import Delivery, prepare
from models.newsletter.issue import NewsletterIssue
from models.newsletter.notices import notify_sent, notify_stopped
from models.setting import read_newsroom

FAILURES_BEFORE_MAIL = 3  # in a row: the server has been away for some minutes
SLICE = 5.0  # seconds
BREAKER, LETTERS = "newsletter_breaker", "newsletter_letters"
Clock = Callable[[], datetime]
log = logging.getLogger("meridian.newsletter")


def send_due_issues(clock: Clock) -> None:
    """Safe to repeat and to run concurrently: each row is claimed by one worker."""
    _start_scheduled(clock())
    for id_ in _issues(NewsletterIssue.state == "preparing"):
        prepare(id_, clock)
    breaker: Breaker = current_app.extensions.setdefault(BREAKER, Breaker())
    for id_ in _issues(NewsletterIssue.state == "sending"):
        if not breaker.is_open(clock()):
            _send_some(id_, breaker, clock)


def _start_scheduled(now: datetime) -> None:
    due = (
        update(NewsletterIssue)
        .where(NewsletterIssue.state == "scheduled", NewsletterIssue.send_at <= now)
        .values(state="preparing", started_at=now, version=NewsletterIssue.version + 1)
    )
    with transaction():
        db.session.execute(due)


def _issues(condition: ColumnElement[bool]) -> list[int]:
    db.session.rollback()
    ids = select(NewsletterIssue.id).where(condition).order_by(NewsletterIssue.id)
    return list(db.session.scalars(ids))


def _send_some(id_: int, breaker: Breaker, clock: Clock) -> None:
    """Sends until the slice ends, the issue is finished, or the server is away."""
    settings: Settings = current_app.config["SETTINGS"]
    letters, ends = _letters(id_, clock()), time.monotonic() + SLICE
    with (
        Journal.opened(settings.instance_path) as journal,
        Connection(settings.mail_url) as connection,
    ):
        while claims := _claim(id_, settings, clock):
            try:
                Batch(id_, letters, connection, journal, clock).send(claims)
                if breaker.failures:
                    _note_recovery(id_)
                breaker.close()
            except Stopped:
                return
            except (ServerAway, NotSigned) as away:
                breaker.trip(clock())
                _note(id_, str(away), breaker, clock())
                log.error("issue %s: %s", id_, away)
                return
            if time.monotonic() > ends:
                with transaction():
                    note_due_work(db.session())
                return
    _finish(id_, clock())


def _claim(id_: int, settings: Settings, clock: Clock) -> list[Claim[Delivery]]:
    recover(settings.instance_path, clock())
    return Delivery.claim(clock(), among=Delivery.issue_id == id_)


def _letters(id_: int, now: datetime) -> Letters:
    """Those of the last slice, unless the issue or one of its stories has changed."""
    issue = db.session.get_one(NewsletterIssue, id_)
    digest = Digest.of(issue, read_newsroom(), now)
    kept = current_app.extensions.get(LETTERS)
    if not isinstance(kept, Letters) or kept.digest != digest:
        current_app.extensions[LETTERS] = kept = Letters(digest)
    return kept


def _finish(id_: int, now: datetime) -> None:
    """Sent, once no row is waiting for another try."""
    waiting = select(Delivery.id).where(Delivery.issue_id == id_, Delivery.is_due)
    with transaction():
        issue = db.session.get(NewsletterIssue, id_, with_for_update=True)
        done = db.session.scalar(waiting.limit(1)) is None
        if issue and issue.state == "sending" and done:
            issue.move("sent")
            issue.finished_at, issue.failure = now, ""
            notify_sent(issue, now)


def _note(id_: int, failure: str, breaker: Breaker, now: datetime) -> None:
    """Shown in the newsroom at once; editors are mailed if it goes on."""
    with transaction():
        issue = db.session.get(NewsletterIssue, id_, with_for_update=True)
        if issue:
            issue.failure = failure[:300]
            if breaker.failures == FAILURES_BEFORE_MAIL:
                notify_stopped(issue, now)


def _note_recovery(id_: int) -> None:
    with transaction():
        issue = db.session.get(NewsletterIssue, id_, with_for_update=True)
        if issue:
            issue.failure = ""
