"""The columns in exports of other systems, and what they mean.

Known are Mailchimp, Ghost, Substack, listmonk, beehiiv, Medium, Curated and our own.
Names are compared in lower case, with "_" for anything but letters and digits.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from models.email_address import Address, BadAddress
from models.newsletter.subscriber import STATUSES

EMAIL = (
    *("email", "email_address", "e_mail", "e_mail_address", "mail", "mail_address"),
    "subscriber_email",
)
STATUS = ("status", "subscription_status", "subscriber_status")
YES_IS_ACTIVE = ("subscribed_to_emails", "subscribed")
YES_IS_UNSUBSCRIBED = ("email_disabled", "unsubscribed", "is_unsubscribed")
TIME_OF = {
    **dict.fromkeys(("unsub_time", "unsubscribed_at", "deleted_at"), "unsubscribed"),
    **dict.fromkeys(("clean_time", "cleaned_at", "bounced_at"), "bounced"),
    **dict.fromkeys(("complained_at", "spam_reported_at"), "complained"),
}
BEGAN = (
    *("confirmed_at", "confirm_time", "optin_time", "subscribed_at", "created_at"),
    *("subscription_date", "date_added", "signup_date", "asked_at"),
)
WORDS = {
    **{status: status for status in STATUSES},
    **dict.fromkeys(("active", "subscribed", "enabled", "1"), "confirmed"),
    **dict.fromkeys(("unconfirmed", "validating"), "pending"),
    **dict.fromkeys(("inactive", "disabled", "deleted", "0"), "unsubscribed"),
    **dict.fromkeys(("cancelled", "canceled", "non_subscribed"), "unsubscribed"),
    **dict.fromkeys(("cleaned", "invalid", "bounce"), "bounced"),
    **dict.fromkeys(("spam", "complaint", "spam_complaint"), "complained"),
    **dict.fromkeys(("blocklisted", "blacklisted", "banned", "suppressed"), "blocked"),
}
YES, NO = ("true", "yes", "1", "t"), ("false", "no", "0", "f")
# An import never changes a status to one with a lower rank.
RANK = {
    "confirmed": 0,
    "pending": 1,
    "unsubscribed": 2,
    "bounced": 3,
    "complained": 4,
    "blocked": 5,
}
LONGEST_SHOWN = 60


class BadLine(ValueError):
    """The line is refused; the message says why."""


def plain_name(column: str) -> str:
    return re.sub(r"[\W_]+", "_", column.strip().lower()).strip("_")


def email_column(header: tuple[str, ...], lines: list[list[str]]) -> int | None:
    """The index of the column with that name, or the only one with addresses."""
    names = [plain_name(column) for column in header]
    for name in EMAIL:
        if name in names:
            return names.index(name)
    width = max((len(cells) for cells in lines), default=0)
    holding = [n for n in range(width) if _holds_addresses(n, lines)]
    return holding[0] if len(holding) == 1 else None


def status_of(facts: Mapping[str, str]) -> str:
    """The strictest status in any column. Raises BadLine for an unknown one."""
    found = ["confirmed"]
    found += [_word(name, facts[name]) for name in STATUS if name in facts]
    for name in (*YES_IS_ACTIVE, *YES_IS_UNSUBSCRIBED):
        if name in facts:
            subscribed = _flag(name, facts[name]) == (name in YES_IS_ACTIVE)
            found.append("confirmed" if subscribed else "unsubscribed")
    found += [status for name, status in TIME_OF.items() if facts.get(name)]
    return max(found, key=RANK.__getitem__)


def began_at(facts: Mapping[str, str]) -> datetime | None:
    """When they subscribed, if a column has it in a known format."""
    for name in BEGAN:
        moment = _moment(facts.get(name, ""))
        if moment:
            return moment
    return None


def shown(text: str) -> str:
    """Text from a file for a report: shortened, without control characters."""
    printable = "".join(c if c.isprintable() else " " for c in text[:LONGEST_SHOWN])
    return printable + "…" * (len(text) > LONGEST_SHOWN)


def _word(column: str, value: str) -> str:
    status = WORDS.get(plain_name(value))
    if status is None:
        raise BadLine(f"The status “{shown(value)}” in the column {column} is unknown.")
    return status


def _flag(column: str, value: str) -> bool:
    word = value.lower()
    if word in (*YES, *NO, ""):
        # An empty cell means neither subscribed nor disabled.
        return word in YES
    raise BadLine(f"The column {column} has “{shown(value)}”, not true or false.")


def _moment(text: str) -> datetime | None:
    """From ISO 8601 with an offset, "Z", "UTC" or nothing, which also means UTC."""
    text = re.sub(r"\s*(UTC|GMT|Z)$", "+00:00", text.strip())
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    try:
        read = datetime.fromisoformat(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _holds_addresses(column: int, lines: list[list[str]]) -> bool:
    cells = [cells[column] for cells in lines[:20] if len(cells) > column]
    return any(cell.strip() for cell in cells) and all(
        _is_address(cell) for cell in cells if cell.strip()
    )


def _is_address(text: str) -> bool:
    try:
        Address.read(text)
    except BadAddress:
        return False
    return True
