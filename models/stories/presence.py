"""Presence: who has a story open in the editor."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, and_, delete, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from extensions import db
from models.base import Base
from models.staff.staff_member import StaffMember
from models.stories.article import Article

GONE_AFTER = timedelta(seconds=60)  # browsers report every 20 seconds


class Presence(Base):
    """Open from `since` to at least `seen_at`."""

    __tablename__ = "presences"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    editor_id: Mapped[int] = mapped_column(
        ForeignKey("editors.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]
    seen_at: Mapped[datetime]

    editor: Mapped[StaffMember] = relationship()


def note_presence(article_id: int, editor_id: int, now: datetime) -> None:
    """Within a transaction. Removes editors that have not reported for a while."""
    story = select(Article.id).where(Article.id == article_id)
    db.session.execute(story.with_for_update(key_share=True))  # one tab after the other
    here = db.session.get(Presence, (article_id, editor_id))
    if here is None:
        here = Presence(article_id=article_id, editor_id=editor_id, seen_at=now)
        db.session.add(here)
    goes_on = here.since is not None and here.seen_at >= now - GONE_AFTER
    here.seen_at = now
    if not goes_on:
        here.since = now
        _sweep(article_id, editor_id, now)


def others_here(article_id: int, editor_id: int, now: datetime) -> list[Presence]:
    here = select(Presence).where(
        Presence.article_id == article_id,
        Presence.editor_id != editor_id,
        Presence.seen_at >= now - GONE_AFTER,
    )
    named = here.options(joinedload(Presence.editor)).order_by(Presence.since)
    return list(db.session.scalars(named))


def _sweep(article_id: int, editor_id: int, now: datetime) -> None:
    """Locks only this editor's rows of this story, so others do not wait."""
    ours = or_(Presence.article_id == article_id, Presence.editor_id == editor_id)
    gone = and_(ours, Presence.seen_at < now - GONE_AFTER)
    db.session.execute(delete(Presence).where(gone))
