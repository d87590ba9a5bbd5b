"""Reports about deliveries: bounces, delays and complaints.

A report counts once for each delivery, so mail servers may repeat it and the mailbox
may be read again after a crash.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base, transaction
from models.claimable import note_due_work
from models.newsletter.choices import subscriptions_of
from models.newsletter.consent import record
from models.newsletter.delivery import Delivery

KINDS = ("bounce", "failure", "complaint")
LONGEST_REASON = 300
FAILURES_IN_A_ROW = 3  # of consecutive issues, after which the mailbox counts as gone
# Enhanced status codes about the mailbox (RFC 3463). Others, such as 5.7.1 for a text
# refused as spam, say nothing about the mailbox.
OF_THE_MAILBOX = re.compile(r"4\.|5\.2\.")


@dataclass(frozen=True)
class Report:
    """`bounce`: the mailbox accepts no mail. `failure`: this mail was not delivered,
    but the next one may be. `status` is an enhanced status code (RFC 3463), such as
    5.1.1.
    """

    token: str
    kind: Literal["bounce", "failure", "complaint"]
    status: str = ""
    reason: str = ""


class MailReport(Base):
    """Deleted with its delivery."""

    __tablename__ = "mail_reports"
    __table_args__ = (
        UniqueConstraint("delivery_id", "kind"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(
        ForeignKey("deliveries.id", ondelete="CASCADE")
    )
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")


def apply(report: Report, now: datetime) -> bool:
    """Returns False for an unknown delivery or a repeated report."""
    with transaction():
        named = select(Delivery).where(Delivery.token == report.token)
        delivery = db.session.scalar(named.with_for_update())
        if delivery is None:
            return False
        if _is_known(delivery, report.kind):
            return _fail_again(delivery, report, now)
        db.session.add(
            MailReport(
                delivery_id=delivery.id,
                at=now,
                kind=report.kind,
                status=report.status[:20],
                reason=report.reason[:LONGEST_REASON],
            )
        )
        ACTIONS[report.kind](delivery, report, now)
        return True


def _is_known(delivery: Delivery, kind: str) -> bool:
    same = MailReport.delivery_id == delivery.id, MailReport.kind == kind
    return db.session.scalar(select(MailReport.id).where(*same)) is not None


def _bounce(delivery: Delivery, report: Report, now: datetime) -> None:
    delivery.bounce(_reason(report), now)
    if delivery.subscriber.status == "confirmed":
        delivery.subscriber.status = "bounced"
        record(delivery.subscriber, "bounced", now, _reason(report))


def _fail(delivery: Delivery, report: Report, now: datetime) -> None:
    """Retries while the issue is being sent; otherwise waits for the next issue."""
    if delivery.issue.state in ("sending", "paused"):
        delivery.try_again(_reason(report), now)
        note_due_work(db.session())
    else:
        _give_up(delivery, report, now)


def _fail_again(delivery: Delivery, report: Report, now: datetime) -> bool:
    """The retry failed too. Returns False if the report only repeats the first."""
    if report.kind != "failure" or delivery.outcome != "sent":
        return False
    _give_up(delivery, report, now)
    return True


def _give_up(delivery: Delivery, report: Report, now: datetime) -> None:
    delivery.give_up(_reason(report), now)
    subscriber = delivery.subscriber
    if subscriber.status == "confirmed" and _is_gone(delivery, report):
        subscriber.status = "bounced"
        record(subscriber, "bounced", now, _reason(report))


def _is_gone(delivery: Delivery, report: Report) -> bool:
    """Whether the mailbox returned this mail and the issues before it."""
    earlier = (
        select(Delivery.outcome, MailReport.status)
        .outerjoin(
            MailReport,
            (MailReport.delivery_id == Delivery.id) & (MailReport.kind == "failure"),
        )
        .where(Delivery.subscriber_id == delivery.subscriber_id)
        .where(Delivery.id < delivery.id, Delivery.outcome.in_(("sent", "failed")))
        .order_by(Delivery.id.desc())
        .limit(FAILURES_IN_A_ROW - 1)
    )
    found = [("failed", report.status), *map(tuple, db.session.execute(earlier))]
    returned = [o == "failed" and OF_THE_MAILBOX.match(s or "") for o, s in found]
    return len(returned) == FAILURES_IN_A_ROW and all(returned)


def _complain(delivery: Delivery, report: Report, now: datetime) -> None:
    """A complaint also ends all subscriptions."""
    subscriber = delivery.subscriber
    for subscription in subscriptions_of(subscriber):
        subscription.end(now)
    if subscriber.status not in ("blocked", "complained"):
        subscriber.status = "complained"
        record(subscriber, "complained", now, _reason(report))


ACTIONS = {"bounce": _bounce, "failure": _fail, "complaint": _complain}


def _reason(report: Report) -> str:
    return f"{report.status} {report.reason}".strip()[:LONGEST_REASON]


def report_counts(issue_id: int) -> dict[str, int]:
    """The number of reports about an issue, by kind."""
    rows = db.session.execute(
        select(MailReport.kind, func.count())
        .join(Delivery, Delivery.id == MailReport.delivery_id)
        .where(Delivery.issue_id == issue_id)
        .group_by(MailReport.kind)
    )
    return {str(kind): int(number) for kind, number in rows}


def last_reports(subscriber_ids: list[int]) -> dict[int, MailReport]:
    """The newest report about each of these subscribers, by their id."""
    rows = db.session.execute(
        select(Delivery.subscriber_id, MailReport)
        .join(Delivery, Delivery.id == MailReport.delivery_id)
        .where(Delivery.subscriber_id.in_(subscriber_ids))
        .order_by(MailReport.at, MailReport.id)
    )
    return {int(subscriber_id): report for subscriber_id, report in rows}
