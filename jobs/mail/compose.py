"""Composes one mail in the newsroom's name; its links start with SITE_URL."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from models.email_address import Address
from models.setting import Newsroom

LONGEST_LINE = 998  # characters, RFC 5322
BREAKS_A_LINE = {"Cc", "Zl", "Zp"}
WORD_JOINER = "\N{WORD JOINER}"  # invisible


@dataclass(frozen=True)
class Mail:
    """`name` becomes the Message-ID: the same each time this mail is composed.

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
        address, name = sender(newsroom), header_text(newsroom.name)
        message["From"] = headerregistry.Address(name, addr_spec=address)
        message["To"] = headerregistry.Address(addr_spec=self.to)
        message["Subject"] = header_text(self.subject)
        message["Date"] = now
        message["Message-ID"] = f"<{self.name}@{host()}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
        text, html = (self._rendered(kind, newsroom) for kind in ("txt", "html"))
        message.set_content(text, cte=encoding(text))
        message.add_alternative(html, subtype="html", cte=encoding(html))
        return message

    def _rendered(self, kind: str, newsroom: Newsroom) -> str:
        """Not render_template: that reads the site context, which a mail lacks."""
        template = current_app.jinja_env.get_template(f"mail/{self.template}.{kind}")
        return template.render(newsroom=newsroom, **self.given)


def header_text(text: str) -> str:
    """On one line, and read as it is written: no encoded-word (RFC 2047) is left.

    Headlines and names are anybody's text. Python's e-mail library decodes
    encoded-words in them, and some versions then write out the line ends they hold
    (CVE-2024-6923).
    """
    spaced = (" " if unicodedata.category(c) in BREAKS_A_LINE else c for c in text)
    return " ".join("".join(spaced).split()).replace("=?", f"={WORD_JOINER}?")


def link_to(endpoint: str, **values: Any) -> str:
    """An absolute URL under SITE_URL, whatever host a request names."""
    site = urlsplit(current_app.config["SITE_URL"])
    addresses = current_app.url_map.bind(site.netloc, url_scheme=site.scheme)
    return addresses.build(endpoint, values, force_external=True)


def sender(newsroom: Newsroom) -> str:
    contact = newsroom.contact_email
    return Address.read(contact).mailbox if contact else f"newsletter@{host()}"


def host() -> str:
    return urlsplit(str(current_app.config["SITE_URL"])).hostname or ""


def encoding(text: str) -> str:
    """As it is where that is allowed, so that the link can be read in the file."""
    fits = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and fits else "quoted-printable"
