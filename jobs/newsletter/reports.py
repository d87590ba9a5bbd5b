"""Parses delivery status notifications (RFC 3464) and complaints (ARF, RFC 5965).

Anyone can write to the bounce address, so only reports that quote a signed token count.
"""

import email
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.policy import compat32

from flask import current_app

from models.newsletter.mail_report import Report, apply
from models.newsletter.return_path import token_in

LARGEST = 1024 * 1024  # bytes; a report may quote the whole mail
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Policies, full mailboxes, size limits and so on: the mailbox exists (RFC 3463).
ABOUT_THE_MAIL = re.compile(r"5\.(7\.\d+|2\.[23]|3\.\d+|4\.\d+|6\.\d+)")
NO_COMPLAINT = ("not-spam", "auth-failure", "dkim")  # feedback types


def take_report(content: bytes, now: datetime) -> bool:
    """Returns whether it was a new report about our mail. Needs an app context."""
    report = parse(content, str(current_app.config["SECRET_KEY"]))
    return report is not None and apply(report, now)


def parse(content: bytes, secret: str) -> Report | None:
    """None unless it is a report about our mail. Raises nothing, whatever it gets."""
    try:
        message = email.message_from_bytes(content[:LARGEST], policy=compat32)
        parts = list(message.walk())
        token = token_in("\n".join(_headers(parts)), secret)
        return _report(parts, token) if token else None
    except (RecursionError, LookupError, ValueError):
        return None


def _report(parts: list[Message], token: str) -> Report | None:
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return _complaint(token, _fields(part))
        if part.get_content_type() == "message/delivery-status":
            return _bounce(token, _fields(part))
    return None


def _complaint(token: str, blocks: list[Message]) -> Report | None:
    kind = _value(blocks, "Feedback-Type").lower()
    if not kind or kind in NO_COMPLAINT:
        return None
    return Report(token, "complaint", reason=kind)


def _bounce(token: str, blocks: list[Message]) -> Report | None:
    """None for delays, which servers report while they are still trying."""
    failed = [one for one in blocks if _value([one], "Action").lower() == "failed"]
    if not failed:
        return None
    reason = _value(failed, "Diagnostic-Code")
    found = STATUS.search(_value(failed, "Status")) or STATUS.search(reason)
    status = found[0] if found else ""
    return Report(
        token, "bounce" if is_permanent(status) else "failure", status, reason
    )


def is_permanent(status: str) -> bool:
    """Whether the enhanced status code says that the mailbox accepts no mail."""
    return status.startswith("5.") and not ABOUT_THE_MAIL.fullmatch(status)


def _fields(part: Message) -> list[Message]:
    """The report's blocks of fields. Some servers encode them or write plain text."""
    content = part.get_payload()
    if isinstance(content, list):
        blocks = [one for one in content if isinstance(one, Message)]
        nested = [str(one.get_payload()) for one in blocks if not one.keys()]
        return blocks + [email.message_from_string(one) for one in nested]
    texts = re.split(r"\r?\n\r?\n", _text(part))
    return [email.message_from_string(text.strip()) for text in texts]


def _value(blocks: list[Message], name: str) -> str:
    """One line without control characters, because the newsroom shows it."""
    for block in blocks:
        if block[name]:
            text = " ".join(str(block[name]).split())
            return "".join(c for c in text if c.isprintable())
    return ""


def _headers(parts: list[Message]) -> Iterator[str]:
    """The headers of the report and of the mail it quotes."""
    for part in parts:
        yield from map(str, part.values())
        if part.get_content_subtype() == "rfc822-headers":
            yield _text(part)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
