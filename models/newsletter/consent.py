"""Proof of consent: what a subscriber agreed to, when, and in which words.

GDPR article 7(1) requires proof. Rows are never changed; they are deleted when the
subscriber is erased.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.newsletter.subscriber import Subscriber

EVENTS = (
    *("asked", "confirmed", "changed", "paused", "left", "returned"),
    *("imported", "added", "blocked", "bounced", "complained"),
)


class Consent(Base):
    """`wording` is the text they saw; `source` is the page, file or person."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(f"event IN {EVENTS}", name="event"),
        Index("ix_consents_subscriber_id_at", "subscriber_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(
        ForeignKey("subscribers.id", ondelete="CASCADE")
    )
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(300), default="")
    wording: Mapped[str] = mapped_column(Text, default="")


def record(
    subscriber: Subscriber, event: str, now: datetime, source: str, wording: str = ""
) -> None:
    """Within a transaction. `wording` is the text they agreed to."""
    db.session.add(
        Consent(
            subscriber_id=subscriber.id,
            at=now,
            event=event,
            source=source[:300],
            wording=wording,
        )
    )
