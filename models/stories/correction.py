"""Corrections: dated public notes about errors in a story."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.published_correction import PublishedCorrection

LONGEST = 2000  # characters


class Correction(SeenByReaders, Base):
    """`text` is plain text. A material correction changes what the story stated."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_article_id_at", "article_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE")
    )
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    is_material: Mapped[bool] = mapped_column(default=True)
    editor_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )

    editor: Mapped[StaffMember | None] = relationship()


def may_be_corrected(article: Article, now: datetime) -> bool:
    """Only a story that was public needs corrections; others are just edited."""
    published_at = article.published_at
    return article.was_public and published_at is not None and published_at <= now


def correct(
    article: Article,
    text: str,
    *,
    is_material: bool,
    editor: StaffMember | None,
    now: datetime,
) -> Correction | None:
    """Within a transaction, on a locked story. None if the same correction exists."""
    if any(row.text == text for row in corrections_of(article.id)):
        return None
    made = Correction(article_id=article.id, at=now, text=text, is_material=is_material)
    made.editor_id = editor.id if editor else None
    db.session.add(made)
    article.updated_at = now
    show_corrections(article)
    return made


def take_back(article: Article, correction: Correction, now: datetime) -> None:
    """Within a transaction, on a locked story."""
    db.session.delete(correction)
    article.updated_at = now
    show_corrections(article)


def corrections_of(article_id: int) -> list[Correction]:
    """Oldest first."""
    of_story = select(Correction).where(Correction.article_id == article_id)
    return list(db.session.scalars(of_story.order_by(Correction.at, Correction.id)))


def show_corrections(article: Article) -> None:
    """Copies them to the article's row, so that pages need no extra query.

    Within the transaction that changed them.
    """
    db.session.flush()
    rows = corrections_of(article.id)
    material = [row.at for row in rows if row.is_material]
    article.correction_rows = [
        PublishedCorrection(r.at, r.text, r.is_material).as_json() for r in rows
    ]
    article.corrected_at = max(material, default=None)
