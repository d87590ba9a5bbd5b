"""A subscriber's personal data: exported and erased.

GDPR articles 7 (proof of consent), 15 and 20 (a copy of the data), 17 (erasure).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from extensions import db
from models.email_address import Address
from models.newsletter.choices import choices_of, subscriptions_of
from models.newsletter.consent import Consent
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.mail_report import MailReport
from models.newsletter.subscriber import Subscriber
from models.newsletter.suppression import suppress


def personal_data(subscriber: Subscriber) -> dict[str, Any]:
    """Everything kept about them, ready for JSON; times are ISO 8601 in UTC."""
    return {
        "email": subscriber.email,
        "status": subscriber.status,
        "asked_at": _text(subscriber.asked_at),
        "confirmed_at": _text(subscriber.confirmed_at),
        "choices": choices_of(subscriber).as_json(),
        "subscriptions": [
            {
                "newsletter": one.newsletter.name,
                "frequency": one.frequency,
                "began_at": _text(one.began_at),
                "ended_at": _text(one.ended_at),
                "paused_until": _text(one.paused_until),
                "last_sent_at": _text(one.last_sent_at),
            }
            for one in subscriptions_of(subscriber)
        ],
        "consent": [
            {
                "at": _text(one.at),
                "event": one.event,
                "source": one.source,
                "wording": one.wording,
            }
            for one in _consents(subscriber)
        ],
        "mailed": [
            {"subject": subject, "sent_at": _text(sent_at)}
            for subject, sent_at in _mailed(subscriber)
        ],
        "returned_mail": [
            {
                "at": _text(one.at),
                "kind": one.kind,
                "status": one.status,
                "reason": one.reason,
            }
            for one in _reports(subscriber)
        ],
    }


def erase(subscriber: Subscriber, secret: str, now: datetime) -> None:
    """Within a transaction. A keyed hash remains, against importing them again."""
    suppress(Address(subscriber.email, subscriber.address_key), secret, now)
    db.session.delete(subscriber)


def _consents(subscriber: Subscriber) -> list[Consent]:
    theirs = select(Consent).where(Consent.subscriber_id == subscriber.id)
    return list(db.session.scalars(theirs.order_by(Consent.at, Consent.id)))


def _mailed(subscriber: Subscriber) -> list[tuple[str, datetime]]:
    sent = (
        select(NewsletterIssue.subject, Delivery.sent_at)
        .join(Delivery, Delivery.issue_id == NewsletterIssue.id)
        .where(Delivery.subscriber_id == subscriber.id, Delivery.outcome == "sent")
        .order_by(Delivery.sent_at)
    )
    return [(subject, at) for subject, at in db.session.execute(sent) if at]


def _reports(subscriber: Subscriber) -> list[MailReport]:
    """Bounces and complaints."""
    theirs = (
        select(MailReport)
        .join(Delivery, Delivery.id == MailReport.delivery_id)
        .where(Delivery.subscriber_id == subscriber.id)
    )
    return list(db.session.scalars(theirs.order_by(MailReport.at, MailReport.id)))


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
