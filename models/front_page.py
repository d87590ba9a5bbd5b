"""The front page's curated stories: slot 0 is the lead."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.article import Article
from models.base import Base
from models.edition import SeenByReaders


class FrontPageSlot(SeenByReaders, Base):
    """Empty again from `expires_at` on; then the newest story takes its place."""

    __tablename__ = "front_page_slots"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship()

    @classmethod
    def next_end(cls, now: datetime) -> Select[datetime | None]:
        """When the next slot runs out."""
        return select(func.min(cls.expires_at)).where(cls.expires_at > now)


def curated_articles(now: datetime) -> Select[Article]:
    """The public stories in unexpired slots, lead first."""
    unexpired = or_(FrontPageSlot.expires_at.is_(None), FrontPageSlot.expires_at > now)
    slots = select(FrontPageSlot.article_id, FrontPageSlot.position).where(unexpired)
    # Read first: else SQLite, not knowing how few they are, begins with the articles.
    few = slots.cte("slots").prefix_with("MATERIALIZED")
    return (
        select(Article)
        .join(few, few.c.article_id == Article.id)
        .where(Article.public(now))
        .order_by(few.c.position)
    )
