"""Preview links: show a draft to someone without an account, for a limited time."""

import secrets
from datetime import datetime, timedelta
from typing import Self

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ForeignKey, String, delete, or_, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from extensions import db
from models.base import Base
from models.staff.staff_member import StaffMember
from models.stories.article import Article

TO_PREVIEW = "previews.show"  # a salt: a token for this is good for nothing else
LIVES = (1, 7, 30)  # days that may be chosen
DEFAULT_LIFE = 7
FORGOTTEN_AFTER = timedelta(days=30)


class NoSuchLink(Exception):
    """The token is not one of ours, or its story was deleted."""


class EndedLink(NoSuchLink):
    """A genuine link that has expired or was revoked."""


class PreviewLink(Base):
    """The URL is signed and contains `id` and `nonce`; this row can revoke it."""

    __tablename__ = "preview_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    nonce: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship()
    made_by: Mapped[StaffMember | None] = relationship()

    @classmethod
    def make(
        cls, article_id: int, editor: StaffMember, days: int, now: datetime
    ) -> Self:
        return cls(
            article_id=article_id,
            nonce=secrets.token_hex(16),
            made_at=now,
            made_by_id=editor.id,
            expires_at=now + timedelta(days=days),
        )

    def token(self, secret: str) -> str:
        return str(_serializer(secret).dumps([self.id, self.nonce]))

    def is_open(self, now: datetime) -> bool:
        """Whether it is open: not expired, and its creator may still see the story."""
        maker = self.made_by
        is_vouched_for = (
            maker is not None and maker.active and self.article.may_be_read_by(maker)
        )
        return self.revoked_at is None and now < self.expires_at and is_vouched_for

    def revoke(self, now: datetime) -> None:
        """Revokes the link for good."""
        self.revoked_at = self.revoked_at or now


def open_link(token: str, secret: str, now: datetime) -> PreviewLink:
    """The link and its story. Raises NoSuchLink, EndedLink."""
    try:
        id_, nonce = _serializer(secret).loads(token)
    except BadData:
        raise NoSuchLink from None
    named = select(PreviewLink).where(PreviewLink.id == id_, PreviewLink.nonce == nonce)
    link = db.session.scalar(
        named.options(joinedload(PreviewLink.article), joinedload(PreviewLink.made_by))
    )
    if link is None:
        raise NoSuchLink
    if not link.is_open(now):
        raise EndedLink
    return link


def end_links_of(editor: StaffMember, now: datetime) -> None:
    """Within a transaction: for a member who was disabled or lost rights."""
    theirs = update(PreviewLink).where(
        PreviewLink.made_by_id == editor.id, PreviewLink.revoked_at.is_(None)
    )
    db.session.execute(theirs.values(revoked_at=now))


def links_of(article_id: int, now: datetime) -> list[PreviewLink]:
    """The story's open links, newest first."""
    rows = (
        select(PreviewLink)
        .where(
            PreviewLink.article_id == article_id,
            PreviewLink.revoked_at.is_(None),
            PreviewLink.expires_at > now,
        )
        .order_by(PreviewLink.id.desc())
        .options(joinedload(PreviewLink.made_by))
    )
    return [link for link in db.session.scalars(rows) if link.is_open(now)]


def forget_old_links(now: datetime) -> None:
    """Within a transaction: deletes links that ended a month ago."""
    too_old = now - FORGOTTEN_AFTER
    ended = or_(PreviewLink.expires_at <= too_old, PreviewLink.revoked_at <= too_old)
    db.session.execute(delete(PreviewLink).where(ended))


def _serializer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=TO_PREVIEW)
