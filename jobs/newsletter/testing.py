"""Sends test copies of an issue to members of the staff."""

import smtplib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import current_app

from jobs.mail.compose import link_to
from jobs.newsletter.connection import Connection
from jobs.newsletter.digest import Digest, render
from jobs.newsletter.message import Letter
from jobs.newsletter.recipients import Recipient


def send_test(digest: Digest, mailboxes: Sequence[str], now: datetime) -> str:
    """Returns the error, or "". A test is nobody's subscription: its links to
    unsubscribe and to choose lead to the front page.
    """
    home = link_to("front.index")
    marked = replace(digest, subject=f"[Test] {digest.subject}")
    letter = Letter.of(marked, render(marked), now)
    try:
        with Connection(current_app.config["SETTINGS"].mail_url) as connection:
            for number, mailbox in enumerate(mailboxes):
                name = f"test-{now:%Y%m%d%H%M%S%f}-{number}"
                reader = Recipient(0, mailbox, name, home, home, frozenset(), {})
                connection.open()
                connection.send(letter.to(reader), reader)
    except (OSError, smtplib.SMTPException) as error:
        return f"The test was not sent to everybody: {error}"
    return ""
