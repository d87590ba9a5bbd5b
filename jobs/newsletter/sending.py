"""Sends due issues in slices of a few seconds.

Other jobs, such as confirmations, run between slices, so they never wait for an issue.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, and_, select, update

from config import Settings
from extensions import db
from jobs.mail.signing import NotSigned
from jobs.mail.transport import ServerAway
from jobs.newsletter.batch import Batch, Letters, Stopped
from jobs.newsletter.breaker import Breaker
from jobs.newsletter.connection import Connection
from jobs.newsletter.digest import Digest
from jobs.newsletter.journal import Journal, recover
from jobs.newsletter.limits import read_limits
from models.base import transaction
from models.claimable import Claim, note_due_work
from models.newsletter.delivery import Delivery, has_free, prepare
from models.newsletter.issue import NewsletterIssue
from models.newsletter.pace import Pace, forget_old_paces
from models.setting import read_newsroom
from models.staff.issue_notices import notify_sent, notify_stopped

FAILURES_BEFORE_MAIL = 3  # in a row: the server has been away for some minutes
SLICE = 5.0  # seconds
SHORT_WAIT = 0.1  # while a rate holds up an issue
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
        while True:
            recover(settings.instance_path, clock())
            claims = _claim(id_, clock())
            if claims:
                batch = Batch(id_, letters, connection, journal, clock)
                if not _send_batch(batch, claims, breaker):
                    return
            elif _is_held_up(id_, clock()):
                time.sleep(SHORT_WAIT)
            else:
                _finish(id_, clock())
                return
            if time.monotonic() > ends:
                break
    with transaction():
        note_due_work(db.session())


def _claim(id_: int, now: datetime) -> list[Claim[Delivery]]:
    limits, ours = read_limits(now), Delivery.issue_id == id_
    may_leave = and_(ours, Pace.allows(now))
    return Delivery.claim(now, among=may_leave, admit=lambda f: limits.admit(f, now))


def _is_held_up(id_: int, now: datetime) -> bool:
    """By a rate. The rest of a warm-up's day is not worth waiting for."""
    warm_up = read_limits(now).warm_up
    is_over_for_today = warm_up and warm_up.is_used_up(now)
    return not is_over_for_today and has_free(id_, now)


def _send_batch(batch: Batch, claims: list[Claim[Delivery]], breaker: Breaker) -> bool:
    """False: the issue was stopped, or the server is away."""
    try:
        batch.send(claims)
    except Stopped:
        return False
    except (ServerAway, NotSigned) as away:
        breaker.trip(batch.clock())
        _note(batch.issue_id, str(away), breaker, batch.clock())
        log.error("issue %s: %s", batch.issue_id, away)
        return False
    if breaker.failures:
        _note_recovery(batch.issue_id)
    breaker.close()
    return True


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
            forget_old_paces(now)


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
