"""Messages to editors that wait to be mailed: the worker finds them here."""

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    and_,
    delete,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base, transaction
from models.email_address import LONGEST_ADDRESS, Address
from models.staff.staff_member import StaffMember
from models.stories.article import Article

KINDS = ("invitation", "reset", "notice", "return")
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=3)
IS_KEPT = timedelta(days=90)
LONGEST_SUBJECT = 300


class Message(Base):
    """What to write to whom. The text itself is made when it is sent: it may hold a
    link that opens an account, which must lie in no database. `article` is the story
    that was sent back. `failure` is what the server last said. Whoever asked for a
    reset by an unknown address is in `recipient` only until the worker has looked.
    """

    __tablename__ = "messages"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    editor_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="CASCADE"), index=True
    )
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    detail: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(index=True)
    is_due: Mapped[bool] = mapped_column(default=True, index=True)
    claimed_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None]

    editor: Mapped[StaffMember | None] = relationship()
    article: Mapped[Article | None] = relationship()

    @classmethod
    def to(
        cls, editor: StaffMember, kind: str, subject: str, now: datetime, **more: Any
    ) -> Self:
        given = {"kind": kind, "subject": subject, **more}
        return cls(editor=editor, recipient=editor.mailbox, made_at=now, **given)

    @classmethod
    def about_reset(cls, address: Address, now: datetime) -> Self:
        """For whoever may have this address: nobody looks before it is sent."""
        subject = "A new password"
        return cls(
            kind="reset", recipient=address.mailbox, subject=subject, made_at=now
        )

    @classmethod
    def due(cls, now: datetime) -> ColumnElement[bool]:
        free = or_(cls.claimed_until.is_(None), cls.claimed_until <= now)
        return and_(cls.is_due, free)

    def was_sent(self, now: datetime) -> None:
        self.is_due, self.claimed_until, self.sent_at = False, None, now
        self.failure = ""

    def has_failed(self, said: str, now: datetime) -> None:
        """It stays due, after pauses that double with every failure, for three days."""
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 10), LONGEST_PAUSE)
        self.failures += 1
        self.failure, self.claimed_until = said[:300], now + pause
        self.is_due = now < self.made_at + GIVEN_UP_AFTER

    def was_refused(self, said: str) -> None:
        """There is no such mailbox: no use in trying again."""
        self.is_due, self.claimed_until, self.failure = False, None, said[:300]


def claim_due_message(now: datetime) -> Message | None:
    """The longest waiting of those that are due, ours for the length of the lease."""
    due = select(Message).where(Message.due(now)).order_by(Message.id).limit(1)
    with transaction():
        found = db.session.scalar(due.with_for_update(skip_locked=True))
        if found:
            found.claimed_until = now + LEASE
    return found


def forget_old_messages(now: datetime) -> None:
    too_old = and_(~Message.is_due, Message.made_at <= now - IS_KEPT)
    db.session.execute(delete(Message).where(too_old))


def tell_writers(article: Article, by: StaffMember, now: datetime) -> None:
    """Within a transaction: whoever the story belongs to hears that it is back."""
    named = [link.contributor_id for link in article.byline_links]
    theirs = or_(
        StaffMember.id == article.owner_id, StaffMember.contributor_id.in_(named)
    )
    writers = select(StaffMember).where(
        theirs, StaffMember.active, StaffMember.id != by.id
    )
    name = " ".join(article.headline.split()) or "Untitled"
    subject = f"Sent back to you: {name}"[:LONGEST_SUBJECT]
    more = {"detail": by.name or by.email, "article": article}
    for editor in db.session.scalars(writers.where(StaffMember.joined_at.is_not(None))):
        db.session.add(Message.to(editor, "return", subject, now, **more))
