"""Sends a test copy of an issue to an editor."""

import smtplib
from datetime import datetime

from flask import current_app

from jobs.mail.compose import link_to
from jobs.newsletter.connection import Connection
from jobs.newsletter.digest import Digest, render
from jobs.newsletter.message import Letter
from jobs.newsletter.recipients import Recipient


def send_test(digest: Digest, mailbox: str, now: datetime) -> str:
    """Returns the error, or "". The recipient's links lead to the front page."""
    home = link_to("front.index")
    token = f"test-{now:%Y%m%d%H%M%S%f}"
    reader = Recipient(0, mailbox, token, home, home, frozenset(), {})
    settings = current_app.config["SETTINGS"]
    try:
        with Connection(settings.mail_url) as connection:
            connection.open()
            letter = Letter.of(digest, render(digest), now)
            connection.send(letter.to(reader), reader)
    except (OSError, smtplib.SMTPException) as error:
        return f"The test was not sent: {error}"
    return ""
