"""Checks external links and the mail setup when an editor requests it."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app

from extensions import db
from jobs.mail.checks.dns import DNS
from jobs.mail.checks.findings import findings
from jobs.pings.outward import OutwardRefused, look
from models.base import transaction
from models.claimable import note_due_work, record, rows_of
from models.newsletter.outside_check import MAIL_SETUP, OutsideCheck, forget_old_checks

AT_ONCE = 5  # in a row: other jobs do not wait for many slow servers
# Many sites answer programs with 401, 403 or 429 although the page is there.
GONE = (404, 410)


def run_due_checks(clock: Callable[[], datetime]) -> None:
    """Safe to repeat and to run concurrently."""
    with transaction():
        forget_old_checks(clock())
    for _ in range(AT_ONCE):
        claims = OutsideCheck.claim(clock())
        if not claims:
            return
        for row in rows_of(claims):
            subject = row.subject
            db.session.rollback()  # hold no lock while waiting for others
            problems = (
                mail_problems() if subject == MAIL_SETUP else problems_at(subject)
            )
            _store(claims, problems, clock())
    with transaction():
        note_due_work(db.session())


def _store(claims: list, problems: list[str], now: datetime) -> None:  # type: ignore[type-arg]
    record(claims, lambda row: row.finish(problems, now))


def problems_at(url: str) -> list[str]:
    """Problems that a reader following the link would have."""
    allowed = bool(current_app.config.get("PRIVATE_ADDRESSES_ALLOWED"))
    try:
        status = look(url, private_allowed=allowed)
    except OutwardRefused as refused:
        return [str(refused)]
    if status in GONE or status >= 500:
        return [f"{urlsplit(url).hostname} answers {status}."]
    return []


def mail_problems() -> list[str]:
    """The problems that `flask mail check` reports."""
    found = findings(DNS(str(current_app.config.get("DNS_SERVER", ""))))
    return [f"{one.subject}: {one.text}" for one in found if one.level == "problem"]
