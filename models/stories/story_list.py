"""The desk's list of stories: a filter and a cursor, ordered by the last change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import load_only

from extensions import db
from models.listing.cursor import Cursor
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.draft import Draft
from models.stories.placement import (
    ArticleRegion,
    ArticleTopic,
    Byline,
)
from models.stories.story_words import has_words
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

STATES = ("draft", "submitted", "scheduled", "published", "changed", "withdrawn")
PAGE = 50
LIGHT = load_only(
    Article.kind,
    Article.slug,
    Article.headline,
    Article.status,
    Article.published_at,
    Article.changed_at,
    Article.corrected_at,
    Article.note,
    Article.owner_id,
)


@dataclass(frozen=True)
class StoryRow:
    """A story, whether it has unpublished changes, and who saved it last."""

    article: Article
    is_pending: bool
    changed_by: str


@dataclass(frozen=True)
class StoryPage:
    rows: list[StoryRow]
    older: Cursor | None


@dataclass(frozen=True)
class StoryList:
    """`reader` sees all stories or their own; region, topic and contributor are slugs.

    The state "changed" means public stories with unpublished changes.
    """

    reader: StaffMember
    words: str = ""
    state: str = ""
    kind: str = ""
    region: str = ""
    topic: str = ""
    contributor: str = ""
    mine: bool = False
    after: Cursor | None = None

    def page(self, now: datetime) -> StoryPage:
        """Three queries for any number of stories."""
        newest = (Article.changed_at.desc(), Article.id.desc())
        few = self._ids(now, *newest).limit(PAGE + 1).subquery()
        pending = func.coalesce(Draft.is_pending, False)
        found = db.session.execute(
            select(Article, pending, StaffMember.name)
            .join(few, few.c.id == Article.id)
            .outerjoin(Draft, Draft.article_id == Article.id)
            .outerjoin(StaffMember, StaffMember.id == Draft.editor_id)
            .order_by(*newest)
            .options(LIGHT)
        ).all()
        rows = [StoryRow(row[0], bool(row[1]), row[2] or "") for row in found[:PAGE]]
        more = len(found) > PAGE
        return StoryPage(rows, _cursor(rows[-1].article) if more else None)

    def counts(self, now: datetime) -> dict[str, int]:
        """The number of stories in each state, "" for all; one query."""
        columns = [
            func.count(case((and_(*_in(state, now)), 1)))
            for state in STATES
            if state != "changed"
        ]
        changed = select(func.count()).select_from(Article).where(*_in("changed", now))
        row = db.session.execute(
            select(
                func.count(),
                *columns,
                changed.where(*self._narrowed()).scalar_subquery(),
            )
            .select_from(Article)
            .where(*self._narrowed())
        ).one()
        named = ("", *(state for state in STATES if state != "changed"), "changed")
        return dict(zip(named, row, strict=True))

    def suggestions(self, now: datetime, most: int) -> Sequence[Any]:
        """Kind, slug, headline, status and time; public and scheduled stories first."""
        public_first = case((Article.status == "published", 0), else_=1)
        order = (public_first, Article.changed_at.desc(), Article.id.desc())
        narrowed = self._narrowed(or_public_at=now)
        ids = select(Article.id).where(*narrowed, Article.status != "withdrawn")
        few = ids.order_by(*order).limit(most).subquery()
        return db.session.execute(
            select(
                Article.kind,
                Article.slug,
                Article.headline,
                Article.status,
                Article.published_at,
            )
            .join(few, few.c.id == Article.id)
            .order_by(*order)
        ).all()

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return self != type(self)(self.reader, after=self.after)

    def _ids(self, now: datetime, *order: Any) -> Select[int]:
        """Uses only an index: article rows are long, and most are not shown."""
        wanted = (*self._narrowed(), *_in(self.state, now), *self._after())
        return select(Article.id).where(*wanted).order_by(*order)

    def _narrowed(self, or_public_at: datetime | None = None) -> list[Any]:
        """Every filter but the state."""
        conditions: list[Any] = has_words(self.words)
        if self.kind:
            conditions.append(Article.kind == self.kind)
        if self.region:
            conditions.append(_placed(ArticleRegion, Region, self.region))
        if self.topic:
            conditions.append(_placed(ArticleTopic, Topic, self.topic))
        if self.contributor:
            conditions.append(_placed(Byline, Contributor, self.contributor))
        if self.mine:
            conditions.append(belongs_to(self.reader))
        if not self.reader.is_at_least("editor"):
            theirs = belongs_to(self.reader)
            conditions.append(
                or_(theirs, Article.public(or_public_at)) if or_public_at else theirs
            )
        return conditions

    def _after(self) -> list[ColumnElement[bool]]:
        if self.after is None:
            return []
        place = (self.after.published_at, self.after.article_id)
        return [tuple_(Article.changed_at, Article.id) < place]


def _in(state: str, now: datetime) -> list[ColumnElement[bool]]:
    if state == "scheduled":
        return [Article.status == "published", Article.published_at > now]
    if state == "published":
        return [Article.public(now)]
    if state == "changed":
        pending = exists().where(Draft.article_id == Article.id, Draft.is_pending)
        return [Article.status == "published", pending]
    return [Article.status == state] if state else []


def belongs_to(editor: StaffMember) -> ColumnElement[bool]:
    """`Article.belongs_to` as a condition."""
    owned = Article.owner_id == editor.id
    if editor.contributor_id is None:
        return owned
    named = exists().where(
        Byline.article_id == Article.id, Byline.contributor_id == editor.contributor_id
    )
    return or_(owned, named)


def pending_among(ids: list[int]) -> set[int]:
    """Stories whose drafts differ from the published or scheduled text."""
    pending = select(Draft.article_id).where(Draft.is_pending)
    return set(db.session.scalars(pending.where(Draft.article_id.in_(ids))))


def _placed(link: Any, taxonomy: Any, slug: str) -> ColumnElement[bool]:
    named = select(taxonomy.id).where(taxonomy.slug == slug).scalar_subquery()
    column = getattr(link, f"{taxonomy.__name__.lower()}_id")
    return exists().where(link.article_id == Article.id, column == named)


def _cursor(article: Article) -> Cursor:
    return Cursor(article.changed_at, article.id)
