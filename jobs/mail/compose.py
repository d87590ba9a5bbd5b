"""Composes mail from templates. Links begin with SITE_URL."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from extensions import db
from jobs.mail.design import Logo, as_html, styles
from models.email_address import Address
from models.pictures.picture import Picture
from models.setting import Newsroom

LONGEST_LINE = 998  # characters, RFC 5322
BREAKS_A_LINE = {"Cc", "Zl", "Zp"}
WORD_JOINER = "\N{WORD JOINER}"  # invisible


@dataclass(frozen=True)
class Mail:
    """`name` determines the Message-ID, so a mail that is composed again keeps it.

    `template` is in templates/mail/, as .txt and as .mjml.html.
    """

    to: str
    subject: str
    name: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)

    def message(self, newsroom: Newsroom, now: datetime) -> EmailMessage:
        """Needs an app context but no request."""
        message = EmailMessage(policy=SMTP)
        address, name = sender(newsroom), header_text(newsroom.name)
        message["From"] = headerregistry.Address(name, addr_spec=address)
        message["To"] = headerregistry.Address(addr_spec=self.to)
        message["Subject"] = header_text(self.subject)
        message["Date"] = now
        message["Message-ID"] = f"<{self.name}@{host()}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic replies
        text, html = render_mail(self.template, newsroom, self.context)
        message.set_content(text, cte=encoding(text))
        message.add_alternative(html, subtype="html", cte=encoding(html))
        return message


def render_mail(
    template: str, newsroom: Newsroom, context: dict[str, Any]
) -> tuple[str, str]:
    """Plain text, and HTML. Needs an app context but no request.

    Not render_template, which would load the site context.
    """
    picture = db.session.get(Picture, newsroom.logo_id) if newsroom.logo_id else None
    logo = Logo.of(picture)
    layout = {
        **styles(),
        "newsroom": newsroom,
        "home": link_to("front.index"),
        "logo": logo,
        "logo_url": link_to("pictures.show", key=logo.key) if logo else "",
    }
    text, mjml = (
        current_app.jinja_env.get_template(f"mail/{template}.{kind}").render(
            **layout, **context
        )
        for kind in ("txt", "mjml.html")
    )
    return text, as_html(mjml)


def header_text(text: str) -> str:
    """One line without encoded-words (RFC 2047).

    Headlines and names are untrusted. Python's e-mail library decodes encoded-words in
    them, and some versions then write the line breaks they contain (CVE-2024-6923).
    """
    spaced = (" " if unicodedata.category(c) in BREAKS_A_LINE else c for c in text)
    return " ".join("".join(spaced).split()).replace("=?", f"={WORD_JOINER}?")


def link_to(endpoint: str, **values: Any) -> str:
    """An absolute URL under SITE_URL, independent of the request's host."""
    site = urlsplit(current_app.config["SITE_URL"])
    addresses = current_app.url_map.bind(site.netloc, url_scheme=site.scheme)
    return addresses.build(endpoint, values, force_external=True)


def sender(newsroom: Newsroom) -> str:
    contact = newsroom.contact_email
    return Address.read(contact).mailbox if contact else f"newsletter@{host()}"


def host() -> str:
    return urlsplit(str(current_app.config["SITE_URL"])).hostname or ""


def encoding(text: str) -> str:
    """No encoding if possible, so that links in mail files stay readable."""
    fits = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and fits else "quoted-printable"
