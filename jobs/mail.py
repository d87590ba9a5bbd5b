"""Writes what is due by e-mail, sends it and records how that went."""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from flask import current_app

from config import Settings
from extensions import db
from jobs.post import ServerAway, deliver
from models.address import Address
from models.base import transaction
from models.setting import read_newsroom
from models.subscriber import (
    Subscriber,
    claim_due_confirmation,
    forget_unconfirmed,
)

LONGEST_LINE = 998  # characters, RFC 5322
log = logging.getLogger("meridian.mail")


def send_due_confirmations(now: datetime) -> int:
    """Asks everybody who is due to confirm; says how many messages went out.

    Safe to run twice and at once. A crash between sending and recording sends one
    message again, under the same Message-ID: exactly once is not to be had (RFC 1047).
    """
    forget_unconfirmed(now)
    clock = _clock_from(now)
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
    host = urlsplit(current_app.config["SITE_URL"]).hostname
    contact = newsroom.contact_email
    sender = Address.read(contact).mailbox if contact else f"newsletter@{host}"
    message = EmailMessage(policy=SMTP)
    message["From"] = headerregistry.Address(newsroom.name, addr_spec=sender)
    message["To"] = headerregistry.Address(addr_spec=subscriber.mailbox)
    message["Subject"] = f"Please confirm: {newsroom.newsletter_name}"
    message["Date"] = now
    message["Message-ID"] = f"<confirm-{subscriber.id}-{subscriber.nonce}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    given = {"newsroom": newsroom, "link": _link(subscriber, now)}
    # Not render_template: that reads the furniture of a page, which a mail has not.
    text = current_app.jinja_env.get_template("mail/confirm.txt").render(given)
    html = current_app.jinja_env.get_template("mail/confirm.html").render(given)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    return message


def _link(subscriber: Subscriber, now: datetime) -> str:
    token = subscriber.confirmation_token(current_app.config["SECRET_KEY"], now)
    site = urlsplit(current_app.config["SITE_URL"])
    addresses = current_app.url_map.bind(site.netloc, url_scheme=site.scheme)
    return addresses.build("newsletter.confirm", {"token": token}, force_external=True)


def _send_confirmation(claimed: Subscriber, clock: Callable[[], datetime]) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    id_, nonce = claimed.id, claimed.nonce
    try:
        message = confirmation(claimed, clock())
        db.session.commit()  # no lock is held while a server takes its time
        deliver(message, settings.mail_url)
    except (OSError, ValueError) as error:
        log.error("confirmation for subscriber %s: %s", id_, _reason(error))
        deed = _deed_after(error)
        _record(id_, nonce, lambda subscriber: deed(subscriber, clock()))
        if isinstance(error, ServerAway):
            raise
        return False
    _record(id_, nonce, lambda subscriber: subscriber.confirmation_was_sent(clock()))
    return True


def _record(id_: int, nonce: str, deed: Callable[[Subscriber], None]) -> None:
    """Does nothing to a row that was erased, confirmed or asked anew meanwhile."""
    with transaction():
        subscriber = db.session.get(Subscriber, id_, with_for_update=True)
        if subscriber and subscriber.nonce == nonce:
            deed(subscriber)


def _deed_after(error: Exception) -> Callable[[Subscriber, datetime], None]:
    if isinstance(error, smtplib.SMTPRecipientsRefused) and _code(error) >= 500:
        return Subscriber.confirmation_was_refused
    return Subscriber.confirmation_failed


def _reason(error: Exception) -> str:
    """What went wrong, without the address, which is no business of a log."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"the recipient was refused with {_code(error)}"
    return f"{type(error).__name__}: {error}"


def _code(error: smtplib.SMTPRecipientsRefused) -> int:
    return max(code for code, _said in error.recipients.values())


def _encoding(text: str) -> str:
    """As it is where that is allowed, so that the link can be read in the file."""
    fits = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and fits else "quoted-printable"


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """Leases must run from when they are taken, however long the work takes."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)
