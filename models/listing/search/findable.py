"""The indexed stories in list order, as a narrow table that searches scan.

It serves searches of all stories as placements serve lists of one region.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Findable(Base):
    __tablename__ = "findables"
    __table_args__ = (Index("ix_findables_listing", "published_at", "article_id"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    published_at: Mapped[datetime]
