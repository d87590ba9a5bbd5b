"""Starts issues for tests, and reads their outcomes."""

import email
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import Envelope
from flask import current_app
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.email_address import Address
from models.newsletter.contents import begin_issue
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.newsletter.signup import confirm, subscribe
from models.newsletter.subscriber import Subscriber
from tests.conftest import Clock

Join = Callable[..., Subscriber]


def join_as(name: str, clock: Clock, domain: str = "example.org") -> Subscriber:
    """Subscribes and confirms."""
    subscribe(Address.read(f"{name}@{domain}"), clock())
    key = Subscriber.address_key == f"{name}@{domain}"
    row = db.session.scalars(select(Subscriber).where(key)).one()
    secret = current_app.config["SECRET_KEY"]
    return confirm(row.confirmation_token(secret, clock()), secret, clock())


def begin(clock: Clock, **more: Any) -> int:
    """Starts sending an issue with everything new; returns its id."""
    with transaction():
        newsletter = db.session.scalars(select(Newsletter)).one()
        issue = begin_issue(newsletter, clock())
        issue.state, issue.started_at = "preparing", clock()
        for name, value in more.items():
            setattr(issue, name, value)
        db.session.flush()
        return issue.id


def outcomes() -> dict[str, str]:
    """Outcomes by the local part of the address."""
    db.session.rollback()
    rows = select(Subscriber.email, Delivery.outcome).join(Delivery.subscriber)
    return {
        address.partition("@")[0]: outcome
        for address, outcome in db.session.execute(rows)
    }


def statuses() -> dict[str, str]:
    db.session.rollback()
    rows = db.session.execute(select(Subscriber.email, Subscriber.status))
    return {address.partition("@")[0]: status for address, status in rows}


def delivery_to(name: str) -> Delivery:
    db.session.rollback()
    theirs = Subscriber.address_key.startswith(f"{name}@")
    rows = select(Delivery).join(Delivery.subscriber).where(theirs)
    return db.session.scalars(rows.order_by(Delivery.id.desc()).limit(1)).one()


def state(id_: int) -> str:
    db.session.rollback()
    return db.session.get_one(NewsletterIssue, id_).state


def read(envelope: Envelope) -> EmailMessage:
    content = envelope.content
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())
