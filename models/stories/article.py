"""Articles, briefs and pages: their text, their placements, when they are public."""

import math
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    event,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.body.summary import first_sentence
from models.edition import SeenByReaders
from models.pictures.picture import Picture
from models.redirect import leave_redirect
from models.staff.staff_member import StaffMember
from models.stories.placement import ArticleRegion, ArticleTopic, Byline, Placement
from models.stories.published_correction import PublishedCorrection
from models.stories.text_pictures import text_pictures_of
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

WORDS_PER_MINUTE = 230
KINDS = ("article", "brief", "page")
# Endpoints of the pages for readers, by kind.
ENDPOINTS = {"article": "articles.show", "brief": "articles.show", "page": "pages.show"}
STATUSES = ("draft", "submitted", "published", "withdrawn")
DESK_COLUMNS = ("id", "status", "published_at", "kind", "owner_id")
TAG = re.compile(r"<[^>]*>")


class Article(SeenByReaders, Base):
    """`body` is sanitised HTML; `fold` is the index in it where the rest begins.

    `note` says why the story was sent back; `changed_at` is the desk's last change,
    including to the draft. `withdrawn_at` is kept until the story is public again.
    `corrected_at` is the time of the last material correction; `correction_rows` holds
    all public corrections.
    """

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(
            "status <> 'published' OR published_at IS NOT NULL", name="published_at"
        ),
        Index("ix_articles_listing", "kind", "status", "published_at", "id"),
        Index("ix_articles_due", "status", "published_at", "id"),
        # Covers the desk's list filters, because reading the long rows is slow.
        Index("ix_articles_desk", "changed_at", *DESK_COLUMNS),
        Index("ix_articles_headline", "headline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        String(40), default=lambda: secrets.token_urlsafe(16)
    )
    kind: Mapped[str] = mapped_column(
        String(20), default="article", active_history=True
    )
    slug: Mapped[str] = mapped_column(String(200), unique=True, active_history=True)
    headline: Mapped[str] = mapped_column(String(300))
    dek: Mapped[str] = mapped_column(String(1000), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    fold: Mapped[int] = mapped_column(default=0)
    word_count: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(
        String(20), default="draft", active_history=True
    )
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    seo_title: Mapped[str] = mapped_column(String(300), default="")
    seo_description: Mapped[str] = mapped_column(String(1000), default="")
    lead_picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("pictures.id"), index=True
    )
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    note: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    withdrawn_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    correction_rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    lead_picture: Mapped[Picture | None] = relationship()
    region_links: Mapped[list[ArticleRegion]] = relationship(
        order_by=ArticleRegion.position,
        collection_class=ordering_list("position"),
        cascade="all, delete-orphan",
    )
    topic_links: Mapped[list[ArticleTopic]] = relationship(
        order_by=ArticleTopic.position,
        collection_class=ordering_list("position"),
        cascade="all, delete-orphan",
    )
    byline_links: Mapped[list[Byline]] = relationship(
        order_by=Byline.position,
        collection_class=ordering_list("position"),
        cascade="all, delete-orphan",
    )
    regions: AssociationProxy[list[Region]] = association_proxy(
        "region_links", "region", creator=lambda region: ArticleRegion(region=region)
    )
    topics: AssociationProxy[list[Topic]] = association_proxy(
        "topic_links", "topic", creator=lambda topic: ArticleTopic(topic=topic)
    )
    contributors: AssociationProxy[list[Contributor]] = association_proxy(
        "byline_links",
        "contributor",
        creator=lambda contributor: Byline(contributor=contributor),
    )

    @classmethod
    def public(cls, now: datetime) -> ColumnElement[bool]:
        """The only definition of "readers may see this"."""
        return and_(cls.status == "published", cls.published_at <= now)

    @classmethod
    def is_withdrawn(cls) -> ColumnElement[bool]:
        """Not public now but was once, even if it is scheduled again."""
        return or_(cls.status == "withdrawn", cls.withdrawn_at.is_not(None))

    @classmethod
    def next_due_at(cls, now: datetime) -> Select[datetime | None]:
        """When the next scheduled story appears."""
        return select(func.min(cls.published_at)).where(
            cls.status == "published", cls.published_at > now
        )

    def publish(self, at: datetime) -> None:
        """Public from `at`; a future time schedules it."""
        self.status = "published"
        self.published_at = at

    def withdraw(self) -> None:
        """Its address answers 410 from now on."""
        self.status = "withdrawn"

    def write(self, opening: str, rest: str) -> None:
        """Sets the body from sanitised HTML before and after the fold."""
        self.body = opening + rest
        self.fold = len(opening)
        self.word_count = len(TAG.sub(" ", self.body).split())

    def state(self, now: datetime) -> str:
        """The status, with "scheduled" separate from "published"."""
        if self.status == "published" and (self.published_at or now) > now:
            return "scheduled"
        return self.status

    @property
    def path(self) -> str:
        """The public path."""
        return path_of(self.kind, self.slug)

    @property
    def was_public(self) -> bool:
        """Whether its URL may be known: it is, was or will be public there."""
        return self.status in ("published", "withdrawn")

    def is_address_known(self, now: datetime) -> bool:
        """Whether it is or was public. A scheduled story's URL may still change."""
        is_to_come = self.state(now) == "scheduled" and self.withdrawn_at is None
        return self.was_public and not is_to_come

    def belongs_to(self, editor: StaffMember) -> bool:
        """Whether they created it or are in its byline."""
        named = {link.contributor_id for link in self.byline_links}
        return self.owner_id == editor.id or editor.contributor_id in named

    def may_be_read_by(self, editor: StaffMember) -> bool:
        return editor.is_at_least("editor") or self.belongs_to(editor)

    def may_be_written_by(self, editor: StaffMember) -> bool:
        """Contributors may edit until they submit; after that only editors."""
        if editor.is_at_least("editor"):
            return True
        return self.status == "draft" and self.belongs_to(editor)

    @property
    def corrections(self) -> list[PublishedCorrection]:
        """The public corrections, oldest first."""
        return [PublishedCorrection.read(row) for row in self.correction_rows or ()]

    @property
    def opening(self) -> str:
        return self.body[: self.fold]

    @property
    def rest(self) -> str:
        return self.body[self.fold :]

    @property
    def text_pictures(self) -> dict[int, Picture]:
        """The pictures within its body, by id: one query for all stories at hand."""
        return text_pictures_of(self)

    @property
    def summary(self) -> str:
        """The dek; briefs have none, so their first sentence."""
        return self.dek or first_sentence(self.body)

    @property
    def reading_minutes(self) -> int:
        return minutes_to_read(self.word_count)

    @property
    def rest_minutes(self) -> int:
        """The reading time of the part behind the fold."""
        return minutes_to_read(len(TAG.sub(" ", self.rest).split()))

    @property
    def label(self) -> Region | None:
        """The first region is the label."""
        return self.regions[0] if self.regions else None

    def placements(self) -> list[Placement]:
        return [*self.region_links, *self.topic_links, *self.byline_links]

    def changes_edition(self) -> bool:
        """Saving a draft changes nothing that readers see."""
        before = inspect(self).attrs.status.history.deleted or ()
        return not {self.status, *before} <= {"draft", "submitted"}


def path_of(kind: str, slug: str) -> str:
    return f"/{'pages' if kind == 'page' else 'articles'}/{slug}"


def minutes_to_read(words: int) -> int:
    return max(1, math.ceil(words / WORDS_PER_MINUTE))


@event.listens_for(Session, "before_flush")
def _leave_redirects(session: Session, *_context: object) -> None:
    """Adds a redirect if readers may know the old URL."""
    for article in session.dirty:
        if not isinstance(article, Article):
            continue
        old, new = path_of(_was(article, "kind"), _was(article, "slug")), article.path
        was_public = _was(article, "status") in ("published", "withdrawn")
        if old != new and was_public and article.is_address_known(article.changed_at):
            leave_redirect(session, old, new, article.changed_at)


def _was(article: Article, name: str) -> str:
    """The stored value of an attribute, before unsaved changes."""
    before = inspect(article).attrs[name].history.deleted
    return str(before[0] if before else getattr(article, name))


@event.listens_for(Session, "before_flush")
def _keep_placements_in_time(session: Session, *_context: object) -> None:
    """Placements copy their article's time, so that one index orders the list."""
    for article in [*session.new, *session.dirty]:
        if isinstance(article, Article):
            for link in _placements_in_question(article):
                link.published_at = article.published_at


def _placements_in_question(article: Article) -> list[Placement]:
    """All placements if the time changed; otherwise new ones are already loaded."""
    state = inspect(article)
    if not state.persistent or state.attrs.published_at.history.has_changes():
        return article.placements()
    names = {"region_links", "topic_links", "byline_links"} - state.unloaded
    return [link for name in names for link in getattr(article, name)]
