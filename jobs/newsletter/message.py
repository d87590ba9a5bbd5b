"""Composes a message of an issue, with the headers required of bulk senders."""

from datetime import datetime
from email import headerregistry
from email.message import EmailMessage
from email.policy import SMTP

from jobs.mail.compose import encoding, header_text, host, sender
from jobs.newsletter.digest import Digest, Rendered
from jobs.newsletter.recipients import Recipient


def compose(
    recipient: Recipient, digest: Digest, text: Rendered, now: datetime
) -> EmailMessage:
    """One-click unsubscribing follows RFC 8058 and RFC 2369.

    The Message-ID depends only on the delivery, so a retry is recognised as the same
    message.
    """
    own = text.for_links(recipient.unsubscribe, recipient.preferences)
    message = EmailMessage(policy=SMTP)
    address, name = sender(digest.newsroom), header_text(digest.newsroom.name)
    message["From"] = headerregistry.Address(name, addr_spec=address)
    message["To"] = headerregistry.Address(addr_spec=recipient.mailbox)
    message["Subject"] = header_text(digest.subject)
    message["Date"] = now
    message["Message-ID"] = f"<{recipient.name}@{host()}>"
    message["List-Id"] = f"{header_text(digest.name)} <newsletter.{host()}>"
    message["List-Unsubscribe"] = f"<{recipient.unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Precedence"] = "bulk"
    message.set_content(own.text, cte=encoding(own.text))
    message.add_alternative(own.html, subtype="html", cte=encoding(own.html))
    return message
