"""Sends claimed rows of any kind as mail, and records the results."""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import current_app

from config import Settings
from extensions import db
from jobs.mail.compose import Mail
from jobs.mail.transport import ServerAway, deliver
from models.claimable import Claim, Row, record, rows_of
from models.setting import read_newsroom

Clock = Callable[[], datetime]
# None: the recipient no longer exists, and the row is deleted.
Compose = Callable[[Row, datetime], Mail | None]
log = logging.getLogger("meridian.mail")


def send_due(
    claim: Callable[[datetime], list[Claim[Row]]], compose: Compose[Row], now: datetime
) -> int:
    """Returns the number sent. Safe to repeat and to run concurrently.

    After a crash between sending and recording, one mail is sent twice with the same
    Message-ID: SMTP cannot deliver exactly once (RFC 1047).
    """
    clock = clock_from(now)
    sent = 0
    while claims := claim(clock()):
        for number, one in enumerate(claims, 1):
            try:
                sent += _send(one, compose, clock)
            except ServerAway as away:
                log.error("no mail can be sent: %s", away)
                record(claims[number:], lambda row: row.release())
                return sent
    return sent


def clock_from(now: datetime) -> Clock:
    """Reads the clock anew, because leases start when rows are claimed."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def _send(claim: Claim[Row], compose: Compose[Row], clock: Clock) -> bool:
    """Raises ServerAway, after recording it."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        message = _message(claim, compose, clock())
        db.session.commit()  # hold no lock while waiting for the server
        if message is None:
            return False
        deliver(message, settings.mail_url)
    except (OSError, ValueError) as error:
        _record_failure(claim, error, clock())
        if isinstance(error, ServerAway):
            raise
        return False
    record([claim], lambda row: row.settle(clock()))
    return True


def _message(
    claim: Claim[Row], compose: Compose[Row], now: datetime
) -> EmailMessage | None:
    for row in rows_of([claim]):
        mail = compose(row, now)
        if mail:
            return mail.message(read_newsroom(), now)
        record([claim], db.session.delete)
    return None


def _record_failure(claim: Claim[Row], error: Exception, now: datetime) -> None:
    reason = _reason(error)
    log.error("mail for %s %s: %s", claim.kind.__name__, claim.id, reason)
    if _is_permanent(error):
        record([claim], lambda row: row.give_up(reason, now))
    else:
        record([claim], lambda row: row.fail(reason, now))


def _reason(error: Exception) -> str:
    """The error without the recipient's address, which must not be logged."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"the recipient was refused with {_code(error)}"
    return f"{type(error).__name__}: {error}"


def _is_permanent(error: Exception) -> bool:
    """Whether the server says that the mailbox does not exist."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and _code(error) >= 500


def _code(error: smtplib.SMTPRecipientsRefused) -> int:
    return max(code for code, _message in error.recipients.values())
