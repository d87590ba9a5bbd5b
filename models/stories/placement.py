"""Placements: an article's regions, topics and byline, each in order.

Every placement copies the article's `published_at`, so that "the newest of this region"
is one index scan, whatever the number of articles.
"""

from collections import defaultdict
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    IteratorResult,
    Select,
    bindparam,
    event,
    select,
)
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.orm import (
    InstanceState,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    joinedload,
    mapped_column,
    relationship,
)
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.sql.base import ExecutableOption

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


MOST_AT_ONCE = 500  # SQLite takes no more than 32,766 parameters
# Built once, without the long texts of regions, contributors and topics.
PLACED: dict[type[Placement], Select[Placement]] = {
    link: _placed(link, light)
    for link, light in (
        (ArticleRegion, joinedload(ArticleRegion.region).defer(Region.description)),
        (Byline, joinedload(Byline.contributor).defer(Contributor.biography)),
        (ArticleTopic, joinedload(ArticleTopic.topic).defer(Topic.description)),
    )
}


@event.listens_for(Session, "do_orm_execute")
def _load_for_all(load: ORMExecuteState) -> IteratorResult[Any] | None:
    """Reads the regions, topics or byline of all stories in the session at once.

    Lists are loaded without placements. A plain lazy load would read only one story's
    placements, so each further story would need another query.
    """
    owner = load.lazy_loaded_from if load.is_select else None
    name = getattr((load.loader_strategy_path or [None])[-1], "key", "")
    if owner is None or owner.key is None or name not in LINKS:
        return None
    link = LINKS[name]
    others = _lacking(load.session, owner, name)
    rows = _links_by_article(load.session, link, [owner.obj(), *others])
    for story in others:
        set_committed_value(story, name, rows[_id(story)])
    own = [(row,) for row in rows[_id(owner.obj())]]
    return IteratorResult(SimpleResultMetaData([name]), iter(own))


def _lacking(session: Session, owner: InstanceState[Any], name: str) -> list[Any]:
    """The other stories of the session that have not loaded these links."""
    stories = (
        story
        for story in session.identity_map.values()
        if isinstance(story, owner.class_)
        and story is not owner.obj()
        and name in instance_state(story).unloaded
    )
    return list(islice(stories, MOST_AT_ONCE))


def _links_by_article(
    session: Session, link: type[Placement], stories: list[Any]
) -> defaultdict[int, list[Placement]]:
    rows: defaultdict[int, list[Placement]] = defaultdict(list)
    ids = sorted(_id(story) for story in stories)
    for row in session.scalars(PLACED[link], {"ids": ids}):
        rows[row.article_id].append(row)
    return rows


def _id(story: Any) -> int:
    """Reads the id from the identity, which works for expired rows too."""
    identity = instance_state(story).identity
    assert identity is not None
    return int(identity[0])
