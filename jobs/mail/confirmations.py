"""Writes what is due by e-mail, sends it and records how that went."""

import logging
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from flask import current_app

from config import Settings
from extensions import db
from jobs.mail.compose import Letter, clock_from, is_for_good, link_to, reason
from jobs.mail.transport import ServerAway, deliver
from models.base import transaction
from models.newsletter.subscriber import (
    Subscriber,
    claim_due_confirmation,
    forget_unconfirmed,
)
from models.setting import read_newsroom

log = logging.getLogger("meridian.mail")


def send_due_confirmations(now: datetime) -> int:
    """Asks everybody who is due to confirm; says how many messages went out.

    Safe to run twice and at once. A crash between sending and recording sends one
    message again, under the same Message-ID: exactly once is not to be had (RFC 1047).
    """
    forget_unconfirmed(now)
    clock = clock_from(now)
    sent = 0
    try:
        while claimed := claim_due_confirmation(clock()):
            sent += _send_confirmation(claimed, clock)
    except ServerAway as away:
        log.error("no mail can be sent: %s", away)
    return sent


def confirmation(subscriber: Subscriber, now: datetime) -> EmailMessage:
    """Needs an app context, and no request: links come from SITE_URL alone."""
    newsroom = read_newsroom()
    token = subscriber.confirmation_token(current_app.config["SECRET_KEY"], now)
    letter = Letter(
        to=subscriber.mailbox,
        subject=f"Please confirm: {newsroom.newsletter_name}",
        name=f"confirm-{subscriber.id}-{subscriber.nonce}",
        template="confirm",
        given={"link": link_to("newsletter.confirm", token=token)},
    )
    return letter.message(newsroom, now)


def _send_confirmation(claimed: Subscriber, clock: Callable[[], datetime]) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    id_, nonce = claimed.id, claimed.nonce
    try:
        message = confirmation(claimed, clock())
        db.session.commit()  # no lock is held while a server takes its time
        deliver(message, settings.mail_url)
    except (OSError, ValueError) as error:
        log.error("confirmation for subscriber %s: %s", id_, reason(error))
        action = _action_after(error)
        _record(id_, nonce, lambda subscriber: action(subscriber, clock()))
        if isinstance(error, ServerAway):
            raise
        return False
    _record(id_, nonce, lambda subscriber: subscriber.confirmation_was_sent(clock()))
    return True


def _record(id_: int, nonce: str, action: Callable[[Subscriber], None]) -> None:
    """Does nothing to a row that was erased, confirmed or asked anew meanwhile."""
    with transaction():
        subscriber = db.session.get(Subscriber, id_, with_for_update=True)
        if subscriber and subscriber.nonce == nonce:
            action(subscriber)


def _action_after(error: Exception) -> Callable[[Subscriber, datetime], None]:
    if is_for_good(error):
        return Subscriber.confirmation_was_refused
    return Subscriber.confirmation_failed
