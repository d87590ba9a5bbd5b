"""Confirmation mails to new subscribers."""

from datetime import datetime

from flask import current_app

from jobs.mail.compose import Mail, link_to
from jobs.mail.sending import send_due
from models.newsletter.links import preferences_token
from models.newsletter.subscriber import (
    Subscriber,
    claim_confirmations,
    forget_unconfirmed,
)
from models.setting import read_newsroom


def send_due_confirmations(now: datetime) -> int:
    """Returns the number of mails sent."""
    forget_unconfirmed(now)
    return send_due(claim_confirmations, confirmation, now)


def confirmation(subscriber: Subscriber, now: datetime) -> Mail:
    """Existing subscribers get a link to their preferences instead."""
    if subscriber.status == "confirmed":
        return _reminder(subscriber)
    token = subscriber.confirmation_token(current_app.config["SECRET_KEY"], now)
    return Mail(
        to=subscriber.mailbox,
        subject=f"Please confirm: {read_newsroom().newsletter_name}",
        name=f"confirm-{subscriber.id}-{subscriber.nonce}",
        template="confirm",
        context={"link": link_to("newsletter.confirm", token=token)},
    )


def _reminder(subscriber: Subscriber) -> Mail:
    token = preferences_token(subscriber, current_app.config["SECRET_KEY"])
    return Mail(
        to=subscriber.mailbox,
        subject=f"You already subscribe: {read_newsroom().newsletter_name}",
        name=f"reminder-{subscriber.id}-{subscriber.asked_at:%Y%m%d}",
        template="already-subscribed",
        context={"link": link_to("newsletter.preferences.show", token=token)},
    )
