"""Messages of an issue, with the headers required of bulk senders.

Each selection of stories is encoded once, and recipients' values are inserted into the
encoded text: composing each message with Python's e-mail library takes far longer than
sending it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self

from jobs.mail.compose import header_text, host, sender
from jobs.mail.signing import UNFOLDED, sign
from jobs.mail.transport import refuse_control_characters
from jobs.newsletter.digest import PREFERENCES, UNSUBSCRIBE, Digest, Rendered
from jobs.newsletter.recipients import Recipient

SOFT_BREAK = b"=\r\n"  # of quoted-printable; it may be anywhere in a placeholder
MOST_IN_A_LINE = 70  # 76 with what surrounds it, RFC 2045
PLACEHOLDER = re.compile(
    b"(%s)"
    % b"|".join(
        b"(?:=\r\n)?".join(re.escape(letter).encode() for letter in placeholder)
        for placeholder in (UNSUBSCRIBE, PREFERENCES)
    )
)
ONE_LINE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Letter:
    """`parts` are texts and, at odd positions, the placeholders between them."""

    domain: str
    parts: tuple[bytes, ...]

    @classmethod
    def of(cls, digest: Digest, text: Rendered, now: datetime) -> Self:
        """Always quoted-printable, so that links fit into it."""
        message = EmailMessage(policy=SMTP)
        address, name = sender(digest.newsroom), header_text(digest.newsroom.name)
        message["From"] = headerregistry.Address(name, addr_spec=address)
        message["Subject"] = header_text(digest.subject)
        message["Date"] = now
        message["List-Id"] = f"{header_text(digest.name)} <newsletter.{host()}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Precedence"] = "bulk"
        refuse_control_characters(message)
        encoding = "quoted-printable"
        message.set_content(text.text, cte=encoding)
        message.add_alternative(text.html, subtype="html", cte=encoding)
        parts = PLACEHOLDER.split(message.as_bytes(policy=UNFOLDED))
        return cls(address.rpartition("@")[2], tuple(parts))

    def to(self, recipient: Recipient) -> bytes:
        """Signed. Unsubscribing by one click: RFC 8058 and RFC 2369. The Message-ID is
        the delivery's, so that a second try can be recognised as the same message.
        """
        links = {
            UNSUBSCRIBE.encode(): _in_lines(recipient.unsubscribe),
            PREFERENCES.encode(): _in_lines(recipient.preferences),
        }
        content = [
            _header("To", recipient.mailbox),
            _header("Message-ID", f"<{recipient.message_id}>"),
            _header("List-Unsubscribe", f"<{recipient.unsubscribe}>"),
            *self.parts,
        ]
        for at in range(4, len(content), 2):
            content[at] = links[content[at].replace(SOFT_BREAK, b"")]
        return sign(b"".join(content), self.domain)


def _header(name: str, value: str) -> bytes:
    """For addresses, ids and links, which contain no spaces and need no encoding."""
    if not ONE_LINE.fullmatch(value) or "=?" in value:
        raise ValueError(f"{name} cannot be {value!r}")
    return f"{name}: {value}\r\n".encode("ascii")


def _in_lines(link: str) -> bytes:
    encoded = link.replace("=", "=3D").encode("ascii")
    starts = range(0, len(encoded), MOST_IN_A_LINE)
    lines = [encoded[at : at + MOST_IN_A_LINE] for at in starts]
    return b"".join((SOFT_BREAK, *(line + SOFT_BREAK for line in lines)))
