"""Scheduled stories by day, in the newsroom's time zone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, render_template
from sqlalchemy import func, select

from extensions import db
from models.local_time import fold_of, local_field
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.check import failed_checks_of_scheduled
from models.stories.checks.story import Check
from models.stories.story_list import LIGHT, belongs_to, pending_among
from web.clock import utc_now
from web.permission import current_member, open_to
from web.site.context import zone

schedule = Blueprint("schedule", __name__, url_prefix="/schedule")
MOST = 200
SCHEDULED_BY = ("schedule", "publish")


@dataclass(frozen=True)
class Coming:
    """A scheduled story, with its time as the form shows it."""

    article: Article
    at: datetime
    scheduled_by: str
    is_pending: bool
    checks: Sequence[Check]

    @property
    def field(self) -> str:
        return local_field(self.at, zone())

    @property
    def fold(self) -> int | None:
        return fold_of(self.at, zone())


@schedule.get("/")
@open_to("contributor")
def index() -> str:
    now = utc_now()
    coming = _coming(now)
    return render_template(
        "admin/stories/schedule/index.html",
        days=_by_day(coming[:MOST]),
        more=len(coming) > MOST,
        now=now,
        zone=zone(),
        may_change=current_member().is_at_least("editor"),
    )


def _coming(now: datetime) -> list[Coming]:
    """The next scheduled stories, and one more than shown if there is. Six queries."""
    editor = current_member()
    scheduled = select(Article).where(
        Article.status == "published", Article.published_at > now
    )
    if not editor.is_at_least("editor"):
        scheduled = scheduled.where(belongs_to(editor))
    in_order = scheduled.order_by(Article.published_at, Article.id).limit(MOST + 1)
    stories = list(db.session.scalars(in_order.options(LIGHT)))
    ids = [story.id for story in stories]
    names, pending = _scheduled_by(ids), pending_among(ids)
    # Only the next twenty are checked; see models/stories/check.py.
    failed: defaultdict[int, list[Check]] = defaultdict(list)
    failed.update({s.id: found for s, found in failed_checks_of_scheduled(now)})
    return [
        Coming(
            story,
            story.published_at or now,
            names.get(story.id, ""),
            story.id in pending,
            failed[story.id],
        )
        for story in stories
    ]


def _scheduled_by(ids: list[int]) -> dict[int, str]:
    # A story can be scheduled again: the last entry counts.
    latest = (
        select(func.max(AuditEntry.id))
        .where(AuditEntry.subject_kind == "article", AuditEntry.subject_id.in_(ids))
        .where(AuditEntry.action.in_(SCHEDULED_BY))
        .group_by(AuditEntry.subject_id)
    )
    rows = db.session.execute(
        select(AuditEntry.subject_id, AuditEntry.editor_name).where(
            AuditEntry.id.in_(latest)
        )
    )
    return {row.subject_id: row.editor_name for row in rows}


def _by_day(coming: list[Coming]) -> list[tuple[date, list[Coming]]]:
    here = zone()
    days = groupby(coming, key=lambda one: one.at.astimezone(here).date())
    return [(day, list(stories)) for day, stories in days]
