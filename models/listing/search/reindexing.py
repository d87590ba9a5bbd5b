"""Queued reindexing of the stories affected by a changed name or caption.

A contributor may have thousands of stories. The worker updates them in batches, so the
save is fast and does not block other writers.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.claimable import Claimable
from models.pictures.picture_use import PictureUse
from models.stories.article import Article
from models.stories.placement import Byline

KINDS = ("contributor", "picture")


class Reindexing(Claimable, Base):
    """Deleted when done. `after_id` is the last story already updated."""

    __tablename__ = "reindexings"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    after_id: Mapped[int] = mapped_column(default=0)

    def next_ids(self, most: int) -> list[int]:
        concerned = stories_with(self.kind, self.subject_id)
        rest = concerned.where(Article.id > self.after_id).order_by(Article.id)
        return list(db.session.scalars(rest.limit(most)))

    def settle(self, now: datetime) -> None:  # noqa: ARG002
        db.session.delete(self)


def stories_with(kind: str, id: int) -> Select[int]:
    """The ids of stories that contain this name or this picture's caption."""
    if kind == "contributor":
        signed = select(Byline.article_id).where(Byline.contributor_id == id)
        return select(Article.id).where(Article.id.in_(signed))
    used = select(PictureUse.article_id).where(PictureUse.picture_id == id)
    return select(Article.id).where(
        or_(Article.lead_picture_id == id, Article.id.in_(used))
    )
