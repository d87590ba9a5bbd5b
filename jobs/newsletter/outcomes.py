"""Maps a mail server's answers to outcomes of a delivery."""

import smtplib
from collections.abc import Sequence
from datetime import datetime

from jobs.newsletter.connection import ConnectionLost
from jobs.newsletter.reports import STATUS, is_permanent
from models.newsletter.delivery import Delivery, Outcome


def sent(article_ids: Sequence[int]) -> Outcome:
    return lambda row, now: row.was_sent(now, article_ids)


def failed(error: smtplib.SMTPException | ValueError) -> Outcome:
    """The outcome after an error that concerns only this message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _refusal(code, answer)
    if isinstance(error, smtplib.SMTPDataError):
        return _refusal(error.smtp_code, error.smtp_error, of_text=True)
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, ValueError):
        return lambda row, now: row.give_up(reason, now)
    return lambda row, now: row.fail(reason, now)


def in_doubt(row: Delivery, _now: datetime) -> None:
    row.release_in_doubt()


def lost(error: ConnectionLost) -> Outcome:
    if error.is_doubtful:
        return lambda row, now: row.lose(str(error), now)
    return lambda row, now: row.fail(str(error), now)


def _refusal(code: int, answer: bytes | str, *, of_text: bool = False) -> Outcome:
    """With `of_text`, the text was refused, unless the status code differs."""
    text = answer if isinstance(answer, str) else answer.decode(errors="replace")
    reason = f"{code} {text}"
    status = STATUS.search(text)
    is_mailbox = is_permanent(status[0]) if status else not of_text
    if code >= 500 and is_mailbox:
        return lambda row, now: row.refuse(reason, now)
    if code >= 500:
        return lambda row, now: row.give_up(reason, now)
    return lambda row, now: row.fail(reason, now)
