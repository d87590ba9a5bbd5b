"""Queued mail to staff, sent by the worker."""

from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, String, and_, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base
from models.claimable import Claimable
from models.email_address import LONGEST_ADDRESS, Address
from models.newsletter.issue import NewsletterIssue
from models.staff.staff_member import StaffMember
from models.stories.article import Article

KINDS = (
    *("invitation", "reset", "notice", "return"),
    *("issue-held", "issue-stopped", "issue-sent"),
)
IS_KEPT = timedelta(days=90)
LONGEST_SUBJECT = 300


class Message(Claimable, Base):
    """Rendered when it is sent, because it may contain a link that opens an account,
    and such links are never stored. `article` is the story that was sent back.
    `failure` is the mail server's last answer. After a reset request for an unknown
    address, `recipient` holds it only until the worker has looked it up.
    """

    GIVEN_UP_AFTER = timedelta(days=3)

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
    issue_id: Mapped[int | None] = mapped_column(
        ForeignKey("newsletter_issues.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    detail: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]

    editor: Mapped[StaffMember | None] = relationship()
    article: Mapped[Article | None] = relationship()
    issue: Mapped[NewsletterIssue | None] = relationship()

    @classmethod
    def to(
        cls, editor: StaffMember, kind: str, subject: str, now: datetime, **more: Any
    ) -> Self:
        values = {"kind": kind, "subject": subject, "made_at": now, **more}
        return cls(editor=editor, recipient=editor.mailbox, due_at=now, **values)

    @classmethod
    def about_reset(cls, address: Address, now: datetime) -> Self:
        """Looks up no account, so response times do not reveal whether one exists."""
        values = {"subject": "Your new password", "made_at": now, "due_at": now}
        return cls(kind="reset", recipient=address.mailbox, **values)

    def settle(self, now: datetime) -> None:
        super().settle(now)
        self.sent_at = now


def forget_old_messages(now: datetime) -> None:
    too_old = and_(~Message.is_due, Message.made_at <= now - IS_KEPT)
    db.session.execute(delete(Message).where(too_old))


def tell_writers(article: Article, by: StaffMember, now: datetime) -> None:
    """Within a transaction: notifies the owner and the writers with an account."""
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
