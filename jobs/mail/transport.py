"""Delivers one message to a folder or an SMTP server."""

import logging
import re
import smtplib
import socket
import ssl
import unicodedata
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import url2pathname

from jobs.mail.compose import BREAKS_A_LINE
from jobs.mail.signing import UNFOLDED, sign

PATIENCE = 20.0  # seconds, for each answer of the server
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
ENDS = "From", "To"
log = logging.getLogger("meridian.mail")


class HeaderRefused(ValueError):
    """A header contains control characters, possibly encoded."""


class ServerAway(OSError):
    """The mail server is unreachable or refuses connections; retry everything later."""


def deliver(message: EmailMessage, mail_url: str) -> None:
    """Raises HeaderRefused, NotSigned or ServerAway; else OSError for this mail."""
    refuse_control_characters(message)
    parts = urlsplit(mail_url)
    if parts.scheme == "file":
        write_file(message.as_bytes(policy=UNFOLDED), message["Message-ID"], mail_url)
        return
    domain = str(message["From"].addresses[0].domain)
    content = sign(message.as_bytes(policy=UNFOLDED), domain)
    server = connect(parts)
    try:
        sender, recipient = (str(message[name].addresses[0].addr_spec) for name in ENDS)
        server.sendmail(sender, [recipient], content)
        with suppress(OSError):  # the message is accepted, so errors do not matter
            server.quit()
    except OSError as error:
        # smtplib disguises a timeout as a closed connection.
        if isinstance(error.__context__ or error, TimeoutError):
            raise ServerAway(f"{parts.hostname} has stopped answering") from error
        raise
    finally:
        server.close()


def refuse_control_characters(message: EmailMessage) -> None:
    """Raises HeaderRefused. The last line of defence, after `header_text`.

    Checks the decoded text, because Python before 3.11.10 writes the line breaks inside
    encoded-words as they are (CVE-2024-6923).
    """
    for name, value in message.items():
        for text in (name, str(value), _decoded(str(value))):
            if any(unicodedata.category(c) in BREAKS_A_LINE for c in text):
                raise HeaderRefused(f"control characters in {name!r}")


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, MessageError, ValueError) as error:
        raise HeaderRefused(f"a malformed encoded-word: {error}") from None


def connect(parts: SplitResult) -> smtplib.SMTP:
    """Connects and logs in; uses TLS if the URL asks for it. Raises ServerAway."""
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    try:
        if parts.scheme == "smtps":
            tls = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=PATIENCE, context=tls
            )
        else:
            server = smtplib.SMTP(host, port, timeout=PATIENCE)
        # Or the end of each message would wait for the server to acknowledge the rest.
        assert server.sock, "it has greeted us"
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _introduce(server, parts)
    except OSError as error:
        raise ServerAway(f"{host}:{port} {type(error).__name__}: {error}") from error


def _introduce(server: smtplib.SMTP, parts: SplitResult) -> smtplib.SMTP:
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def write_file(content: bytes, message_id: str, mail_url: str) -> None:
    """Named after the Message-ID, so that delivering twice leaves one file."""
    folder = Path(url2pathname(urlsplit(mail_url).path))
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.@-]", "", str(message_id))
    path = folder / f"{name}.eml"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    log.info("mail written to %s", path)
