"""The desk: scheduled stories, stories to review, and the most read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from extensions import db
from models.setting import Newsroom
from models.staff.staff_member import StaffMember
from models.statistics.read_count import most_read
from models.stories.article import Article
from models.stories.draft import Draft
from models.stories.story_list import LIGHT, belongs_to
from models.taxonomy.region import Region
from web.site.context import site_context, zone

MOST = 6
READ_DAYS = 7


@dataclass(frozen=True)
class Pile:
    """The first few stories of a list and the total number."""

    stories: Sequence[Article]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.stories)


@dataclass(frozen=True)
class Read:
    """`share` is the percentage of the most read story's reads."""

    article: Article
    reads: int
    share: int


@dataclass(frozen=True)
class Step:
    """A first step for a new newsroom."""

    words: str
    endpoint: str
    is_done: bool


@dataclass(frozen=True)
class FirstScreen:
    coming: Pile
    submitted: Pile
    sent_back: Pile
    drafts: Pile
    pending: Pile
    read: list[Read]
    steps: list[Step]
    owners: dict[int, str]


def read_first_screen(editor: StaffMember, now: datetime) -> FirstScreen:
    """About twelve queries, each using an index."""
    mine, is_draft = belongs_to(editor), Article.status == "draft"
    everyones = [] if editor.is_at_least("editor") else [mine]
    is_coming = [Article.status == "published", Article.published_at > now]
    changed = Article.changed_at.desc()
    piles = {
        "coming": _pile([*is_coming, *everyones], Article.published_at),
        "submitted": _pile(
            [Article.status == "submitted", *everyones], Article.submitted_at
        ),
        "sent_back": _pile([mine, is_draft, Article.note != ""], changed),
        "drafts": _pile([mine, is_draft, Article.note == ""], changed),
        "pending": _pile([_is_pending(), *everyones], changed),
    }
    read = _read_most(now)
    owners = _owners(piles["submitted"].stories)
    return FirstScreen(**piles, read=read, steps=_steps(editor), owners=owners)


def greeting(editor: StaffMember, now: datetime) -> str:
    """Uses the newsroom's time of day and the member's first name."""
    hour = now.astimezone(zone()).hour
    part = (
        "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    )
    name = editor.name.split(" ")[0]
    return f"Good {part}, {name}" if name else f"Good {part}"


def _pile(conditions: list[ColumnElement[bool]], order: Any) -> Pile:
    wanted = select(Article).where(*conditions)
    first = wanted.order_by(order, Article.id).limit(MOST).options(LIGHT)
    stories = list(db.session.scalars(first))
    if len(stories) < MOST:
        return Pile(stories, len(stories))
    count: Select[int] = select(func.count()).select_from(Article).where(*conditions)
    return Pile(stories, db.session.scalar(count) or 0)


def _is_pending() -> ColumnElement[bool]:
    waits = select(Draft.article_id).where(Draft.is_pending)
    return Article.id.in_(waits) & (Article.status == "published")


def _read_most(now: datetime) -> list[Read]:
    rows = most_read(now, READ_DAYS, MOST)
    most = max((row[1] for row in rows), default=1)
    return [Read(row[0], row[1], round(100 * row[1] / most)) for row in rows]


def _owners(stories: Sequence[Article]) -> dict[int, str]:
    ids = {story.owner_id for story in stories}
    rows = db.session.execute(
        select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def _steps(editor: StaffMember) -> list[Step]:
    """The first steps; None once something has been published."""
    published = Article.status.in_(("published", "withdrawn"))
    if db.session.scalar(select(Article.id).where(published).limit(1)):
        return []
    steps = [
        Step("Name the magazine", "admin.site.settings.edit", _is_named()),
        Step(
            "Invite your colleagues",
            "admin.accounts.people.index",
            _has(StaffMember.id, 2),
        ),
        Step("Create the first region", "admin.taxonomy.regions.new", _has(Region.id)),
        Step("Write the first story", "admin.stories.index", _has(Article.id)),
    ]
    roles = ("administrator", "administrator", "editor", "contributor")
    pairs = zip(steps, roles, strict=True)
    return [step for step, role in pairs if editor.is_at_least(role)]


def _is_named() -> bool:
    return site_context().newsroom.name != Newsroom().name


def _has(column: Any, least: int = 1) -> bool:
    return len(db.session.scalars(select(column).limit(least)).all()) == least
