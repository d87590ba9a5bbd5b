"""One letter by e-mail, in the newsroom's name, with links from SITE_URL alone."""

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from models.email_address import Address
from models.setting import Newsroom

LONGEST_LINE = 998  # characters, RFC 5322


@dataclass(frozen=True)
class Letter:
    """`name` is the same each time the letter is made: it becomes the Message-ID.

    `template` is in templates/mail/, as .txt and as .html.
    """

    to: str
    subject: str
    name: str
    template: str
    given: dict[str, Any] = field(default_factory=dict)

    def message(self, newsroom: Newsroom, now: datetime) -> EmailMessage:
        """Needs an app context, and no request."""
        message = EmailMessage(policy=SMTP)
        sender = _sender(newsroom)
        message["From"] = headerregistry.Address(newsroom.name, addr_spec=sender)
        message["To"] = headerregistry.Address(addr_spec=self.to)
        message["Subject"] = self.subject
        message["Date"] = now
        message["Message-ID"] = f"<{self.name}@{_host()}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
        text, html = (self._rendered(kind, newsroom) for kind in ("txt", "html"))
        message.set_content(text, cte=_encoding(text))
        message.add_alternative(html, subtype="html", cte=_encoding(html))
        return message

    def _rendered(self, kind: str, newsroom: Newsroom) -> str:
        """Not render_template: that reads the site context, which a mail lacks."""
        template = current_app.jinja_env.get_template(f"mail/{self.template}.{kind}")
        return template.render(newsroom=newsroom, **self.given)


def link_to(endpoint: str, **values: Any) -> str:
    """The whole address, of the site as it is set: nobody's request decides it."""
    site = urlsplit(current_app.config["SITE_URL"])
    addresses = current_app.url_map.bind(site.netloc, url_scheme=site.scheme)
    return addresses.build(endpoint, values, force_external=True)


def clock_from(now: datetime) -> Callable[[], datetime]:
    """Leases must run from when they are taken, however long the work takes."""
    started = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - started)


def reason(error: Exception) -> str:
    """What went wrong, without the address, which is no business of a log."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"the recipient was refused with {_code(error)}"
    return f"{type(error).__name__}: {error}"


def is_for_good(error: Exception) -> bool:
    """Whether the server knows no such mailbox."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and _code(error) >= 500


def _code(error: smtplib.SMTPRecipientsRefused) -> int:
    return max(code for code, _said in error.recipients.values())


def _sender(newsroom: Newsroom) -> str:
    contact = newsroom.contact_email
    return Address.read(contact).mailbox if contact else f"newsletter@{_host()}"


def _host() -> str:
    return urlsplit(str(current_app.config["SITE_URL"])).hostname or ""


def _encoding(text: str) -> str:
    """As it is where that is allowed, so that the link can be read in the file."""
    fits = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and fits else "quoted-printable"
