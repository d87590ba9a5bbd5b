"""Which stories use which pictures: as they are, or as their drafts would have them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ForeignKey, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.body.markup import pictures_in
from models.pictures.picture import Picture
from models.setting import read_newsroom
from models.stories.article import Article
from models.stories.content import Content
from models.taxonomy.contributor import Contributor


class PictureUse(Base):
    """As the lead picture or in the text."""

    __tablename__ = "picture_uses"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("pictures.id"), primary_key=True, index=True
    )


def note_picture_uses(article_id: int, *contents: Content) -> None:
    """Within the transaction that stores these contents, the only ones there are."""
    db.session.flush()
    used = {id_ for content in contents for id_ in pictures_of(content)}
    here = PictureUse.article_id == article_id
    noted = set(db.session.scalars(select(PictureUse.picture_id).where(here)))
    gone = here & PictureUse.picture_id.in_(noted - used)
    db.session.execute(delete(PictureUse).where(gone))
    there = select(Picture.id).where(Picture.id.in_(used - noted))
    for picture_id in db.session.scalars(there).all():
        db.session.add(PictureUse(article_id=article_id, picture_id=picture_id))


def pictures_of(content: Content) -> list[int]:
    lead = [content.lead_picture] if content.lead_picture else []
    return [*lead, *pictures_in(content.opening + content.rest)]


@dataclass(frozen=True)
class Uses:
    """Everything a picture is part of."""

    stories: list[Article]
    portraits: list[Contributor]
    is_logo: bool

    def __bool__(self) -> bool:
        return bool(self.stories or self.portraits or self.is_logo)


def uses_of(picture: Picture) -> Uses:
    """Stories that were touched last come first."""
    noted = select(PictureUse.article_id).where(PictureUse.picture_id == picture.id)
    in_story = Article.id.in_(noted) | (Article.lead_picture_id == picture.id)
    stories = select(Article).where(in_story).order_by(Article.changed_at.desc())
    portraits = select(Contributor).where(Contributor.portrait_id == picture.id)
    return Uses(
        stories=list(db.session.scalars(stories)),
        portraits=list(db.session.scalars(portraits.order_by(Contributor.name))),
        is_logo=read_newsroom().logo_id == picture.id,
    )


def is_unused() -> ColumnElement[bool]:
    """Of a Picture in a query."""
    used = or_(
        exists().where(PictureUse.picture_id == Picture.id),
        exists().where(Article.lead_picture_id == Picture.id),
        exists().where(Contributor.portrait_id == Picture.id),
    )
    return ~used & (Picture.id != (read_newsroom().logo_id or 0))
