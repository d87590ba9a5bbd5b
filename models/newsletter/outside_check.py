"""What the worker has found out about links to other sites, and about the mail setup.

Nothing is looked up unless an editor asks: an instance contacts nobody by itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import JSON, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.claimable import Claimable
from models.input_rules import LONGEST_ADDRESS

MAIL_SETUP = "mail"  # a subject beside the addresses
IS_KEPT = timedelta(days=1)


class OutsideCheck(Claimable, Base):
    """`subject` is a web address, or MAIL_SETUP. `problems` are sentences."""

    __tablename__ = "outside_checks"
    GIVEN_UP_AFTER: ClassVar = timedelta(hours=1)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), unique=True)
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(index=True)

    def finish(self, problems: list[str], now: datetime) -> None:
        self.settle(now)
        self.problems = problems


def request_checks(subjects: Iterable[str], now: datetime) -> None:
    """Within a transaction: all are checked again."""
    known = outside_checks(subjects)
    for subject in set(subjects):
        row = known.get(subject) or OutsideCheck(subject=subject)
        row.made_at, row.problems = now, []
        row.make_due(now)
        db.session.add(row)


def outside_checks(subjects: Iterable[str]) -> dict[str, OutsideCheck]:
    """By what they are about."""
    named = select(OutsideCheck).where(OutsideCheck.subject.in_(set(subjects)))
    return {row.subject: row for row in db.session.scalars(named)}


def forget_old_checks(now: datetime) -> None:
    """Within a transaction: they would no longer be true."""
    old = OutsideCheck.made_at <= now - IS_KEPT
    db.session.execute(delete(OutsideCheck).where(old))
