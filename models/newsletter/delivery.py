"""Deliveries: one row for each subscriber of each issue. See docs/decisions/0034.

All rows are inserted before the first message is sent. A worker claims a batch, sends,
and commits each result, so after a crash the rows show what is left to do. If a lease
expires without a result, the message is sent again with the same Message-ID and marked
`is_doubtful`: SMTP cannot tell whether the first one arrived (RFC 1047).
"""

import math
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base, UTCDateTime, transaction
from models.claimable import Claim, Claimable, note_due_work, rows_of
from models.newsletter.issue import NewsletterIssue
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription

OUTCOMES = ("", "sent", "refused", "failed", "bounced", "skipped")
PREPARED_AT_ONCE = 1000  # rows per transaction, so that editors can save in between


class Delivery(Claimable, Base):
    """`outcome` is "" until it is settled: "skipped" if the subscriber unsubscribed
    meanwhile or had nothing new to read, "refused" after a permanent error from the
    server. After a temporary error it is tried again.

    `token` is random. It is part of the Message-ID and the bounce address, and connects
    a bounce or complaint to this row without naming anyone. `article_ids` are the
    stories in the mail, which are not sent to this subscriber again.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("issue_id", "subscriber_id"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index("ix_deliveries_queue", "issue_id", "is_due", "id"),
        Index("ix_deliveries_subscriber_id_outcome", "subscriber_id", "outcome"),
        Index("ix_deliveries_sent_at", "sent_at"),
    )
    LEASE: ClassVar = timedelta(minutes=10)
    FIRST_PAUSE: ClassVar = timedelta(minutes=1)  # after a temporary error
    GIVEN_UP_AFTER: ClassVar = timedelta(days=2)
    AT_ONCE: ClassVar = 50  # messages between two commits
    JITTER: ClassVar = 0.25

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(
        ForeignKey("newsletter_issues.id", ondelete="CASCADE")
    )
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE")
    )
    domain: Mapped[str] = mapped_column(String(254))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    sent_at: Mapped[datetime | None]
    is_begun: Mapped[bool] = mapped_column(default=False)
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    article_ids: Mapped[list[int]] = mapped_column(JSON, default=list)

    issue: Mapped[NewsletterIssue] = relationship()
    subscriber: Mapped[Subscriber] = relationship()

    def begin(self) -> None:
        """Before sending. If sending had begun before, the worker or the connection was
        lost before the server answered, and the message may arrive twice.
        """
        self.is_doubtful = self.is_doubtful or self.is_begun
        self.is_begun = True

    def release(self) -> None:
        super().release()
        self.is_begun = False

    def release_in_doubt(self) -> None:
        """The message may have been sent, so the next attempt counts as doubtful."""
        super().release()

    def fail(self, reason: str, now: datetime) -> None:
        super().fail(reason, now)
        self.is_begun = False

    def lose(self, reason: str, now: datetime) -> None:
        """The server did not answer, so the retry will count as doubtful."""
        super().fail(reason, now)

    def was_sent(self, now: datetime, article_ids: Iterable[int]) -> None:
        self.settle(now)
        self.outcome, self.sent_at = "sent", now
        self.article_ids = list(article_ids)

    def skip(self, now: datetime) -> None:
        self.settle(now)
        self.outcome = "skipped"

    def refuse(self, reason: str, now: datetime) -> None:
        """A 5xx answer: the mailbox accepts no mail, so none is sent there again."""
        self.give_up(reason, now)
        self.outcome = "refused"
        self.subscriber.status = "bounced"

    def give_up(self, reason: str, now: datetime) -> None:
        """This mail could not be delivered, but the next issue may be."""
        super().give_up(reason, now)
        self.outcome = "failed"

    def bounce(self, reason: str, now: datetime) -> None:
        """Accepted, then returned: the mailbox accepts no mail."""
        super().give_up(reason, now)
        self.outcome = "bounced"

    def try_again(self, reason: str, now: datetime) -> None:
        """Accepted, then returned for a temporary reason."""
        self.is_due, self.outcome = True, ""
        self.fail(reason, now)


Outcome = Callable[[Delivery, datetime], None]


def record_results(
    claims: Sequence[Claim[Delivery]], results: Mapping[int, Outcome], now: datetime
) -> None:
    """In one transaction; rows without a result are released."""
    with transaction():
        rows = rows_of(claims, locked=True)
        for row in rows:
            results.get(row.id, _release)(row, now)
        sent = [row.subscriber_id for row in rows if row.outcome == "sent"]
        if sent:
            _note_last_sent(rows[0].issue.newsletter_id, sent, now)


def _release(row: Delivery, _now: datetime) -> None:
    row.release()


def _note_last_sent(newsletter_id: int, sent: list[int], now: datetime) -> None:
    theirs = update(Subscription).where(
        Subscription.newsletter_id == newsletter_id,
        Subscription.subscriber_id.in_(sent),
    )
    noted = theirs.values(last_sent_at=now)
    db.session.execute(noted, execution_options={"synchronize_session": False})


# Built once, because it is asked before each message.
WANTED = (
    select(Delivery.id)
    .join(Subscriber, Subscriber.id == Delivery.subscriber_id)
    .join(NewsletterIssue, NewsletterIssue.id == Delivery.issue_id)
    .join(
        Subscription,
        (Subscription.subscriber_id == Delivery.subscriber_id)
        & (Subscription.newsletter_id == NewsletterIssue.newsletter_id),
    )
    .where(Delivery.id == bindparam("id"), NewsletterIssue.state == "sending")
    .where(Subscriber.status == "confirmed")
    .where(Subscription.is_active(bindparam("now", type_=UTCDateTime())))
)


def is_wanted(id_: int, now: datetime) -> bool:
    """Whether the issue is still being sent, and the subscriber wants it."""
    return db.session.scalar(WANTED, {"id": id_, "now": now}) is not None


def prepare(issue_id: int, clock: Callable[[], datetime]) -> None:
    """Inserts the missing rows of an issue, then moves it to "sending".

    Uses several short transactions. After a crash it continues after the last row, and
    the unique constraint prevents duplicates.
    """
    while _prepare_some(issue_id, clock()):
        pass


def _prepare_some(issue_id: int, now: datetime) -> bool:
    with transaction():
        issue = db.session.get(NewsletterIssue, issue_id, with_for_update=True)
        if issue is None or issue.state != "preparing":
            return False
        rows = [_row(issue_id, *found, now) for found in _next_subscribers(issue, now)]
        if rows:
            db.session.execute(insert(Delivery), rows)
            issue.recipients += len(rows)
        else:
            issue.move("sending")
        note_due_work(db.session())
        return bool(rows)


def _next_subscribers(issue: NewsletterIssue, now: datetime) -> list[tuple[int, str]]:
    """Ids and address keys, in order of the ids, after the last one with a row."""
    last = select(func.max(Delivery.subscriber_id)).where(Delivery.issue_id == issue.id)
    wanted = (
        select(Subscriber.id, Subscriber.address_key)
        .join(Subscription, Subscription.subscriber_id == Subscriber.id)
        .where(Subscription.newsletter_id == issue.newsletter_id)
        .where(Subscriber.status == "confirmed", Subscription.wants_issue(now))
        .where(Subscriber.id > (db.session.scalar(last) or 0))
        .order_by(Subscriber.id)
        .limit(PREPARED_AT_ONCE)
    )
    return [(id_, key) for id_, key in db.session.execute(wanted)]


def _row(issue_id: int, subscriber_id: int, key: str, now: datetime) -> dict[str, Any]:
    return {
        "issue_id": issue_id,
        "subscriber_id": subscriber_id,
        "domain": key.rpartition("@")[2],
        "token": secrets.token_hex(16),
        "is_due": True,
        "due_at": now,
    }


def has_free(issue_id: int, now: datetime) -> bool:
    """Whether rows could be sent now, but for the limits."""
    ours = select(Delivery.id).where(Delivery.issue_id == issue_id)
    return db.session.scalar(ours.where(Delivery.is_free(now)).limit(1)) is not None


def minutes_left(issue_id: int, now: datetime) -> int:
    """At the speed of the last minute; 0 if nothing was sent in it."""
    ours = select(func.count()).where(Delivery.issue_id == issue_id)
    sent_at = Delivery.sent_at > now - timedelta(minutes=1)
    sent, left = map(
        db.session.scalar, (ours.where(sent_at), ours.where(Delivery.is_due))
    )
    return math.ceil((left or 0) / sent) if sent else 0


def counts(issue_id: int) -> dict[str, int]:
    """The number of rows by outcome; "" is still to be sent."""
    rows = db.session.execute(
        select(Delivery.outcome, func.count())
        .where(Delivery.issue_id == issue_id)
        .group_by(Delivery.outcome)
    )
    return {str(outcome): int(number) for outcome, number in rows}


def doubtful(issue_id: int) -> int:
    """The number of messages that may have arrived twice."""
    number = select(func.count()).select_from(Delivery)
    found = number.where(Delivery.issue_id == issue_id, Delivery.is_doubtful)
    return db.session.scalar(found) or 0
