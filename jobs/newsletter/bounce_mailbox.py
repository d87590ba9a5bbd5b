"""Reads bounces and complaints from an IMAP mailbox, always over TLS."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from config import Settings
from jobs.newsletter.reports import LARGEST, take_report

EVERY = timedelta(minutes=5)
AT_ONCE = 100  # messages per visit, so that other jobs do not wait long
PATIENCE = 20.0  # seconds, for each answer of the server
PORTS = {"imaps": 993, "imap+starttls": 143}
NEXT_VISIT = "bounce_mailbox_next_visit"
log = logging.getLogger("meridian.mail")
Failed = OSError, imaplib.IMAP4.error


def visit_when_due(now: datetime) -> None:
    """Logs a failure and tries again at the next visit."""
    settings: Settings = current_app.config["SETTINGS"]
    due = current_app.extensions.get(NEXT_VISIT)
    if settings.bounce_url is None or (due and now < due):
        return
    current_app.extensions[NEXT_VISIT] = now + EVERY
    try:
        read_mailbox(settings.bounce_url, now)
    except Failed as error:
        log.error("the bounce mailbox cannot be read: %s", error)


def read_mailbox(url: str, now: datetime) -> int:
    """Returns the number of reports. Raises OSError or IMAP4.error.

    Deletes reports once they are recorded; marks everything else as read and leaves it
    for people.
    """
    taken = 0
    with _opened(urlsplit(url)) as server:
        for uid in _unread(server):
            is_report = take_report(_content(server, uid), now)
            flags = r"(\Seen \Deleted)" if is_report else r"(\Seen)"
            server.uid("STORE", uid, "+FLAGS", flags)
            taken += is_report
        server.expunge()
    return taken


@contextmanager
def _opened(parts: SplitResult) -> Iterator[imaplib.IMAP4]:
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    tls = ssl.create_default_context()
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, port, ssl_context=tls, timeout=PATIENCE)
    else:
        server = imaplib.IMAP4(host, port, timeout=PATIENCE)
    try:
        if parts.scheme == "imap+starttls":
            server.starttls(tls)
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        answer, _ = server.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {folder!r}")
        yield server
    finally:
        with suppress(*Failed):
            server.logout()


def _unread(server: imaplib.IMAP4) -> list[str]:
    _answer, found = server.uid("SEARCH", "UNSEEN")
    return [uid.decode() for uid in (found[0] or b"").split()[:AT_ONCE]]


def _content(server: imaplib.IMAP4, uid: str) -> bytes:
    """The beginning of the message, where the report is; the quoted mail follows."""
    _answer, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")
    return next((part[1] for part in parts if isinstance(part, tuple)), b"")
