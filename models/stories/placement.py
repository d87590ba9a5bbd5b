"""Where an article stands: its regions, topics and byline, each in order.

Every placement repeats the article's `published_at`, so that "the newest of this
region" is one walk along one index, whatever the number of articles.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Select, bindparam, inspect, select
from sqlalchemy.orm import (
    Mapped,
    declared_attr,
    joinedload,
    mapped_column,
    relationship,
)
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from extensions import db
from models.base import Base
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic


class Placement:
    """What the three kinds of placement share."""

    position: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]

    @declared_attr
    def article_id(cls) -> Mapped[int]:  # noqa: N805
        """First in the key, whose index then leads to all placements of an article."""
        return mapped_column(
            ForeignKey("articles.id", ondelete="CASCADE"),
            primary_key=True,
            sort_order=-1,
        )


class ArticleRegion(Placement, Base):
    __tablename__ = "article_regions"
    __table_args__ = (
        Index("ix_article_regions_listing", "region_id", "published_at", "article_id"),
    )

    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)


class ArticleTopic(Placement, Base):
    __tablename__ = "article_topics"
    __table_args__ = (
        Index("ix_article_topics_listing", "topic_id", "published_at", "article_id"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    topic: Mapped[Topic] = relationship(lazy="joined", innerjoin=True)


class Byline(Placement, Base):
    """One contributor of one article."""

    __tablename__ = "bylines"
    __table_args__ = (
        Index("ix_bylines_listing", "contributor_id", "published_at", "article_id"),
    )

    contributor_id: Mapped[int] = mapped_column(
        ForeignKey("contributors.id"), primary_key=True
    )
    contributor: Mapped[Contributor] = relationship(lazy="joined", innerjoin=True)


LINKS: dict[str, type[Placement]] = {
    "region_links": ArticleRegion,
    "byline_links": Byline,
    "topic_links": ArticleTopic,
}


def _placed(link: type[Placement], light: ExecutableOption) -> Select[Placement]:
    ids = bindparam("ids", type_=Integer, expanding=True)
    placed = select(link).where(link.article_id.in_(ids)).order_by(link.position)
    return placed.options(light)


# Built once. The long texts of regions, contributors and topics stay behind.
PLACED: dict[type[Placement], Select[Placement]] = {
    link: _placed(link, light)
    for link, light in (
        (ArticleRegion, joinedload(ArticleRegion.region).defer(Region.description)),
        (Byline, joinedload(Byline.contributor).defer(Contributor.biography)),
        (ArticleTopic, joinedload(ArticleTopic.topic).defer(Topic.description)),
    )
}


def load_placements(articles: Iterable[Any], *names: str) -> None:
    """Fills in regions and bylines (or the links named) of many articles.

    One query per kind of link, however many lists the articles came from.
    """
    for name in names or ("region_links", "byline_links"):
        waiting = [a for a in articles if name in inspect(a).unloaded]
        rows = _links_by_article(LINKS[name], {article.id for article in waiting})
        for article in waiting:
            set_committed_value(article, name, rows[article.id])


def _links_by_article(
    link: type[Placement], ids: set[int]
) -> defaultdict[int, list[Placement]]:
    rows: defaultdict[int, list[Placement]] = defaultdict(list)
    if ids:
        for row in db.session.scalars(PLACED[link], {"ids": sorted(ids)}):
            rows[row.article_id].append(row)
    return rows
