"""Sends due issues in slices of a few seconds.

Other jobs, such as confirmations, run between slices, so they never wait for an issue.
"""

import logging
import random
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, select, update

from config import Settings
from extensions import db
from jobs.mail.transport import ServerAway
from jobs.newsletter.connection import Connection, ConnectionLost
from jobs.newsletter.digest import Digest, Rendered, render
from jobs.newsletter.message import compose
from jobs.newsletter.recipients import Recipient, recipients_of
from jobs.newsletter.reports import STATUS, is_permanent
from models.base import transaction
from models.claimable import Claim, note_due_work, record, rows_of
from models.newsletter.delivery import Delivery, prepare
from models.newsletter.issue import NewsletterIssue
from models.newsletter.subscription import Subscription
from models.setting import read_newsroom

SLICE = 5.0  # seconds
BREAKER = "newsletter_breaker"
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
JITTER = 0.25  # so that many magazines do not retry at the same moment
Clock = Callable[[], datetime]
log = logging.getLogger("meridian.newsletter")


@dataclass
class Breaker:
    """A circuit breaker: while the mail server is away, nothing is tried before
    `until`.
    """

    failures: int = 0
    until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def trip(self, now: datetime) -> None:
        pause = FIRST_PAUSE * 2 ** min(self.failures, 10)
        pause *= 1 + random.uniform(0, JITTER)  # noqa: S311  # no secret
        self.failures += 1
        self.until = now + min(pause, LONGEST_PAUSE)

    def close(self) -> None:
        self.failures, self.until = 0, None


@dataclass
class Slice:
    """The issue being sent, read once per slice."""

    issue_id: int
    newsletter_id: int
    digest: Digest
    clock: Clock
    texts: dict[tuple[int, ...], Rendered] = field(default_factory=dict)

    def text_for(self, recipient: Recipient) -> Rendered:
        """Renders each selection of stories once."""
        chosen = self.digest.narrowed(recipient.choose(self.digest.parts))
        if chosen.article_ids not in self.texts:
            self.texts[chosen.article_ids] = render(chosen)
        return self.texts[chosen.article_ids]


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
    issue = db.session.get_one(NewsletterIssue, id_)
    digest = Digest.of(issue, read_newsroom(), clock())
    slice_ = Slice(id_, issue.newsletter_id, digest, clock)
    ends = time.monotonic() + SLICE
    with Connection(settings.mail_url) as connection:
        while claims := Delivery.claim(clock(), among=Delivery.issue_id == id_):
            try:
                _send_batch(slice_, claims, connection)
                breaker.close()
            except ServerAway as away:
                breaker.trip(clock())
                _note(id_, str(away))
                log.error("issue %s: %s", id_, away)
                return
            if time.monotonic() > ends:
                with transaction():
                    note_due_work(db.session())
                return
    _finish(id_, clock())


def _send_batch(
    slice_: Slice, claims: list[Claim[Delivery]], connection: Connection
) -> None:
    """Raises ServerAway, after releasing the rows that were not tried."""
    people = recipients_of(claims)
    for number, claim in enumerate(claims):
        try:
            recipient = people.get(claim.id)
            if recipient:
                _send(slice_, claim, recipient, connection)
        except ConnectionLost as lost:
            # Retried after a pause: a message that crashes the server must not keep
            # the others waiting for ever.
            _record_loss(claim, lost, slice_.clock())
            record(claims[number + 1 :], lambda row: row.release())
            raise
        except ServerAway:
            record(claims[number:], lambda row: row.release())
            raise


def _send(
    slice_: Slice, claim: Claim[Delivery], recipient: Recipient, connection: Connection
) -> None:
    text = slice_.text_for(recipient)
    connection.open()
    if not _begin(slice_, claim, recipient):
        return
    message = compose(recipient, slice_.digest, text, slice_.clock())
    try:
        connection.send(message, recipient.envelope_from)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        _record_refusal(claim, code, answer, slice_.clock())
    except smtplib.SMTPDataError as error:
        code, why = error.smtp_code, error.smtp_error
        _record_refusal(claim, code, why, slice_.clock(), of_text=True)
    except smtplib.SMTPException as error:
        reason = f"{type(error).__name__}: {error}"
        record([claim], lambda row: row.fail(reason, slice_.clock()))
    else:
        _record_sent(slice_, claim, recipient)


def _begin(slice_: Slice, claim: Claim[Delivery], recipient: Recipient) -> bool:
    """Checks again before each message, so unsubscribing and pausing act at once."""
    digest = slice_.digest
    # An issue may consist of an introduction only.
    is_empty = not recipient.choose(digest.parts) and (digest.parts or not digest.intro)
    with transaction():
        for row in rows_of([claim], locked=True):
            if row.issue.state != "sending":
                row.release()
            elif is_empty or not row.is_wanted(slice_.clock()):
                row.skip(slice_.clock())
            else:
                row.begin()
                return True
    return False


def _record_loss(claim: Claim[Delivery], lost: ConnectionLost, now: datetime) -> None:
    if lost.is_doubtful:
        record([claim], lambda row: row.lose(str(lost), now))
    else:
        record([claim], lambda row: row.fail(str(lost), now))


def _record_refusal(
    claim: Claim[Delivery],
    code: int,
    answer: bytes | str,
    now: datetime,
    *,
    of_text: bool = False,
) -> None:
    """With `of_text`, the server refused the text, not the mailbox, unless its enhanced
    status code says otherwise.
    """
    text = answer if isinstance(answer, str) else answer.decode(errors="replace")
    reason = f"{code} {text}"
    status = STATUS.search(text)
    is_mailbox = is_permanent(status[0]) if status else not of_text
    if code >= 500 and is_mailbox:
        record([claim], lambda row: row.refuse(reason, now))
    elif code >= 500:
        record([claim], lambda row: row.give_up(reason, now))
    else:
        record([claim], lambda row: row.fail(reason, now))


def _record_sent(slice_: Slice, claim: Claim[Delivery], recipient: Recipient) -> None:
    now = slice_.clock()
    held = [part.article_id for part in recipient.choose(slice_.digest.parts)]
    key = (recipient.subscriber_id, slice_.newsletter_id)

    def outcome(row: Delivery) -> None:
        row.was_sent(now, filter(None, held))
        subscription = db.session.get(Subscription, key)
        if subscription:
            subscription.last_sent_at = now

    record([claim], outcome)


def _finish(id_: int, now: datetime) -> None:
    """Marks the issue as sent once no row is due any more."""
    waiting = select(Delivery.id).where(Delivery.issue_id == id_, Delivery.is_due)
    with transaction():
        issue = db.session.get(NewsletterIssue, id_, with_for_update=True)
        done = db.session.scalar(waiting.limit(1)) is None
        if issue and issue.state == "sending" and done:
            issue.move("sent")
            issue.finished_at, issue.failure = now, ""


def _note(id_: int, failure: str) -> None:
    with transaction():
        issue = db.session.get(NewsletterIssue, id_, with_for_update=True)
        if issue:
            issue.failure = failure[:300]
