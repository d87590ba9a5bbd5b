"""Newsletter issues: their contents and their state."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, inspect, select
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.newsletter.newsletter import Newsletter
from models.stories.article import Article

STATES = (
    *("draft", "held", "scheduled", "preparing"),
    *("sending", "paused", "sent", "cancelled"),
)
# The allowed next states of each state.
NEXT = {
    "draft": {"held", "scheduled", "preparing", "cancelled"},
    "held": {"draft", "scheduled", "preparing", "cancelled"},
    "scheduled": {"draft", "preparing", "cancelled"},
    "preparing": {"sending", "paused", "cancelled"},
    "sending": {"paused", "sent", "cancelled"},
    "paused": {"sending", "cancelled"},
    "sent": set(),
    "cancelled": set(),
}
LONGEST_SUBJECT = 200
LONGEST_PREHEADER = 200


class WrongState(Exception):
    """The issue is no longer in that state: someone, or the schedule, was faster."""


class NewsletterIssue(SeenByReaders, Base):
    """`intro` is sanitised HTML. An automatic issue waiting for approval is "held".

    While it is "preparing", rows of Delivery are inserted; `recipients` counts them.
    `failure` is why the circuit breaker paused it. `tab_id` is the browser tab that
    saved it last.
    """

    __tablename__ = "newsletter_issues"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_newsletter_issues_newsletter_id_state", "newsletter_id", "state"),
        Index("ix_newsletter_issues_state_send_at", "state", "send_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    newsletter_id: Mapped[int] = mapped_column(
        ForeignKey("newsletters.id", ondelete="CASCADE")
    )
    state: Mapped[str] = mapped_column(String(20), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), default="")
    preheader: Mapped[str] = mapped_column(String(LONGEST_PREHEADER), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    covers_since: Mapped[datetime | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    send_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    tab_id: Mapped[str] = mapped_column(String(40), default="", server_default="")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    newsletter: Mapped[Newsletter] = relationship()
    items: Mapped[list["IssueItem"]] = relationship(
        order_by="IssueItem.position",
        collection_class=ordering_list("position"),
        cascade="all, delete-orphan",
    )

    def move(self, state: str) -> None:
        """Raises WrongState unless NEXT allows this step."""
        if state not in NEXT[self.state]:
            raise WrongState(f"{self.state} to {state}")
        self.state = state

    def changes_edition(self) -> bool:
        """The archive shows an issue once it is sent."""
        return self.state == "sent" and inspect(self).attrs.state.history.has_changes()

    def is_overtaken(self, version: str, tab_id: str) -> bool:
        """Whether somebody else, or another tab, has saved it since `version`."""
        return version != str(self.version) and tab_id != self.tab_id

    @property
    def can_be_edited(self) -> bool:
        return self.state in ("draft", "held", "scheduled")


def is_being_sent(id_: int) -> bool:
    state = select(NewsletterIssue.state).where(NewsletterIssue.id == id_)
    return db.session.scalar(state) == "sending"


class IssueItem(Base):
    """A story of an issue, or a note between two stories (`note`, sanitised HTML)."""

    __tablename__ = "issue_items"
    __table_args__ = (
        CheckConstraint("article_id IS NULL OR note = ''", name="one_of_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(
        ForeignKey("newsletter_issues.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[str] = mapped_column(Text, default="")

    article: Mapped[Article | None] = relationship()
