"""Which stories use which pictures, in their public version or their draft."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.body.markup import pictures_in
from models.pictures.picture import Picture
from models.setting import read_newsroom
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.content import Content
from models.taxonomy.contributor import Contributor


class PictureUse(Base):
    """One picture used by one story, as its lead picture or in its text."""

    __tablename__ = "picture_uses"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("pictures.id"), primary_key=True, index=True
    )


def note_picture_uses(article_id: int, *contents: Content) -> None:
    """Within the transaction that stores these contents; replaces the story's uses."""
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
    """Everything that uses a picture. `hidden` counts stories that are not listed."""

    stories: list[Article]
    portraits: list[Contributor]
    is_logo: bool
    hidden: int = 0

    def __bool__(self) -> bool:
        return bool(self.stories or self.portraits or self.is_logo or self.hidden)

    def seen_by(self, editor: StaffMember, now: datetime) -> "Uses":
        """Without the headlines of other people's drafts."""
        seen = [
            story
            for story in self.stories
            if story.may_be_read_by(editor) or story.state(now) == "published"
        ]
        return replace(self, stories=seen, hidden=len(self.stories) - len(seen))


def uses_of(picture: Picture) -> Uses:
    """Stories by their last change, newest first."""
    stories = select(Article).where(_uses(picture)).order_by(Article.changed_at.desc())
    portraits = select(Contributor).where(Contributor.portrait_id == picture.id)
    return Uses(
        stories=list(db.session.scalars(stories)),
        portraits=list(db.session.scalars(portraits.order_by(Contributor.name))),
        is_logo=_is_logo(picture),
    )


def may_change(picture: Picture, editor: StaffMember) -> bool:
    """Contributors may change their own pictures until they are public or scheduled."""
    if editor.is_at_least("editor"):
        return True
    return picture.editor_id == editor.id and not is_published(picture)


def is_published(picture: Picture) -> bool:
    """Whether something public or scheduled uses it."""
    story = exists().where(_uses(picture), Article.status == "published")
    portrait = exists().where(Contributor.portrait_id == picture.id)
    return _is_logo(picture) or bool(db.session.scalar(select(or_(story, portrait))))


def is_unused() -> ColumnElement[bool]:
    """The pictures that nothing uses, as a condition on Picture."""
    used = or_(
        exists().where(PictureUse.picture_id == Picture.id),
        exists().where(Article.lead_picture_id == Picture.id),
        exists().where(Contributor.portrait_id == Picture.id),
    )
    return ~used & (Picture.id != (read_newsroom().logo_id or 0))


def _uses(picture: Picture) -> ColumnElement[bool]:
    """The stories that use it, as a condition on Article."""
    noted = select(PictureUse.article_id).where(PictureUse.picture_id == picture.id)
    return Article.id.in_(noted) | (Article.lead_picture_id == picture.id)


def _is_logo(picture: Picture) -> bool:
    return read_newsroom().logo_id == picture.id
