"""An article, a brief or a page: its text, its places in lists, when it is public."""

import math
import re
from datetime import datetime

from sqlalchemy import (
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
    select,
)
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.contributor import Contributor
from models.edition import SeenByReaders
from models.picture import Picture
from models.placement import ArticleRegion, ArticleTopic, Byline, Placement
from models.region import Region
from models.topic import Topic

WORDS_PER_MINUTE = 230
KINDS = ("article", "brief", "page")
STATUSES = ("draft", "submitted", "published", "withdrawn")
TAG = re.compile(r"<[^>]*>")


class Article(SeenByReaders, Base):
    """`body` is sanitised HTML; `fold` is the index in it where the rest begins."""

    __tablename__ = "articles"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(
            "status <> 'published' OR published_at IS NOT NULL", name="published_at"
        ),
        Index("ix_articles_listing", "kind", "status", "published_at", "id"),
        Index("ix_articles_due", "status", "published_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), default="article")
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    headline: Mapped[str] = mapped_column(String(300))
    dek: Mapped[str] = mapped_column(String(1000), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    fold: Mapped[int] = mapped_column(default=0)
    word_count: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(
        String(20), default="draft", active_history=True
    )
    published_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    seo_title: Mapped[str] = mapped_column(String(300), default="")
    seo_description: Mapped[str] = mapped_column(String(1000), default="")
    lead_picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("pictures.id"), index=True
    )

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
        return cls.status == "withdrawn"

    @classmethod
    def next_due_at(cls, now: datetime) -> Select[datetime | None]:
        """When the next scheduled story appears."""
        return select(func.min(cls.published_at)).where(
            cls.status == "published", cls.published_at > now
        )

    def publish(self, at: datetime) -> None:
        """Public from `at`, which may be in the future: then it is scheduled."""
        self.status = "published"
        self.published_at = at

    def withdraw(self) -> None:
        """Its address answers 410 from now on."""
        self.status = "withdrawn"

    def write(self, opening: str, rest: str) -> None:
        """Takes sanitised HTML from before and after the fold."""
        self.body = opening + rest
        self.fold = len(opening)
        self.word_count = len(TAG.sub(" ", self.body).split())

    @property
    def opening(self) -> str:
        return self.body[: self.fold]

    @property
    def rest(self) -> str:
        return self.body[self.fold :]

    @property
    def reading_minutes(self) -> int:
        return max(1, math.ceil(self.word_count / WORDS_PER_MINUTE))

    @property
    def label(self) -> Region | None:
        """The first region is the label."""
        return self.regions[0] if self.regions else None

    def placements(self) -> list[Placement]:
        return [*self.region_links, *self.topic_links, *self.byline_links]

    def changes_edition(self) -> bool:
        """Drafts may be saved all day without making an edition."""
        before = inspect(self).attrs.status.history.deleted or ()
        return not {self.status, *before} <= {"draft", "submitted"}


@event.listens_for(Session, "before_flush")
def _keep_placements_in_time(session: Session, *_context: object) -> None:
    """A placement repeats its article's time, so that one index orders the list."""
    for article in [*session.new, *session.dirty]:
        if isinstance(article, Article):
            for link in article.placements():
                link.published_at = article.published_at
