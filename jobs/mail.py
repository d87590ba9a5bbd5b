"""Sends what is due by e-mail: into a folder, or through any SMTP server."""

import logging
import re
import smtplib
import ssl
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import url2pathname

from flask import current_app, render_template

from config import Settings
from extensions import db
from models.base import transaction
from models.setting import read_newsroom
from models.subscriber import (
    Subscriber,
    claim_due_confirmation,
    forget_unconfirmed,
)

PATIENCE = 20.0  # seconds, for each answer of the server
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LONGEST_LINE = 998  # characters, RFC 5322
BREAKS_A_LINE = {"Cc", "Zl", "Zp"}
log = logging.getLogger("meridian.mail")


class HeaderRefused(ValueError):
    """A header holds control characters, if only once it is decoded."""


class ServerAway(OSError):
    """The mail server cannot be reached or will not talk to us: try all of it later."""


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
    sender = newsroom.contact_email or f"newsletter@{host}"
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(newsroom.name, addr_spec=sender)
    message["To"] = Address(addr_spec=subscriber.mailbox)
    message["Subject"] = f"Please confirm: {newsroom.newsletter_name}"
    message["Date"] = now
    message["Message-ID"] = f"<confirm-{subscriber.id}-{subscriber.nonce}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    given = {"newsroom": newsroom, "link": _link(subscriber, now)}
    text = render_template("mail/confirm.txt", **given)
    html = render_template("mail/confirm.html", **given)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    return message


def deliver(message: EmailMessage, mail_url: str) -> None:
    """Raises HeaderRefused, ServerAway, and OSError or SMTPException for this one."""
    refuse_control_characters(message)
    parts = urlsplit(mail_url)
    if parts.scheme == "file":
        _write(message, Path(url2pathname(parts.path)))
        return
    server = _connect(parts)
    try:
        server.send_message(message)
        with suppress(OSError):  # it is accepted: a bad farewell changes nothing
            server.quit()
    except OSError as error:
        # smtplib disguises a timeout as a closed connection.
        if isinstance(error.__context__ or error, TimeoutError):
            raise ServerAway(f"{parts.hostname} has stopped answering") from error
        raise
    finally:
        server.close()


def refuse_control_characters(message: EmailMessage) -> None:
    """Raises HeaderRefused.

    Python before 3.11.10 writes out what an encoded-word holds as it is, line ends
    included (CVE-2024-6923), so the decoded text is what must be looked at.
    """
    for name, value in message.items():
        for text in (name, str(value), _decoded(str(value))):
            if any(unicodedata.category(c) in BREAKS_A_LINE for c in text):
                raise HeaderRefused(f"control characters in {name!r}")


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, MessageError, ValueError) as error:
        raise HeaderRefused(f"an encoded-word that is none: {error}") from None


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


def _connect(parts: SplitResult) -> smtplib.SMTP:
    """A server that has greeted us, over TLS where the address says so."""
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    tls = ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=PATIENCE, context=tls
            )
        else:
            server = smtplib.SMTP(host, port, timeout=PATIENCE)
        return _introduce(server, parts, tls)
    except OSError as error:
        raise ServerAway(f"{host}:{port} {type(error).__name__}: {error}") from error


def _introduce(
    server: smtplib.SMTP, parts: SplitResult, tls: ssl.SSLContext
) -> smtplib.SMTP:
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _write(message: EmailMessage, folder: Path) -> None:
    """Under a name made of the Message-ID, so that doing it twice leaves one file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.@-]", "", str(message["Message-ID"]))
    path = folder / f"{name}.eml"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(message.as_bytes())
    unfinished.replace(path)
    log.info("mail written to %s", path)


def _encoding(text: str) -> str:
    """As it is where that is allowed, so that the link can be read in the file."""
    fits = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and fits else "quoted-printable"


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """Leases must run from when they are taken, however long the work takes."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)
