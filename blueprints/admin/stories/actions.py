"""What may be done with a story now, for its panel: and why the rest may not."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from blueprints.admin.stories.times import Choice
from models.local_time import (
    clock_words,
    fold_of,
    local_field,
    local_words,
    offset_words,
)
from models.staff.staff_member import StaffMember
from models.stories.action import mark_of, may
from models.stories.article import Article
from models.stories.checks.story import Check
from web.clock import utc_now
from web.permission import current_member
from web.site.context import zone

HINTS = {
    "draft": "Editors publish. Submit it, and they have it on their first screen.",
    "submitted": "Only editors can change it now, or publish it.",
    "scheduled": "Only editors can change it now.",
    "published": "Only editors can change it now. Tell them what is wrong.",
    "withdrawn": "Only editors can publish it again.",
}


@dataclass(frozen=True)
class Problem:
    """Why an action failed: shown at its form, or above all of them (`in_general`)."""

    action: str
    message: str
    in_general: bool = True
    checks: tuple[Check, ...] = ()
    choices: tuple[Choice, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActionBox:
    article: Article
    editor: StaffMember
    now: datetime
    zone: ZoneInfo
    problem: Problem | None = None

    @property
    def state(self) -> str:
        return self.article.state(self.now)

    @property
    def mark(self) -> str:
        return mark_of(self.article)

    @property
    def hint(self) -> str:
        """Why the action that comes next is somebody else's."""
        if self.editor.is_at_least("editor"):
            return ""
        return HINTS.get(self.state, "")

    def may(self, action: str) -> bool:
        return may(action, self.article, self.editor, self.now)

    def problem_of(self, action: str) -> Problem | None:
        return self.problem if self.problem and self.problem.action == action else None

    @property
    def typed_at(self) -> str:
        """What the field for the time holds at first."""
        if self.problem and "at" in self.problem.typed:
            return self.problem.typed["at"]
        at = self.article.published_at
        return local_field(at, self.zone) if at and self.state == "scheduled" else ""

    @property
    def typed_fold(self) -> int | None:
        at = self.article.published_at
        return fold_of(at, self.zone) if at and self.state == "scheduled" else None

    @property
    def zone_words(self) -> str:
        """Not what time it is there: the panel is compared with the last one."""
        return f"{self.zone.key}, now {offset_words(self.now, self.zone)}"

    @property
    def time_words(self) -> str:
        """Fri 27 Nov 2026, 09:00 (Europe/Paris) – that is 08:00 UTC"""
        return moment_words(self.article.published_at or self.now, self.zone)


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    here = f"{local_words(at, zone)} ({zone.key})"
    if offset_words(at, zone) == "UTC":
        return here
    return f"{here} – that is {_in_utc(at, zone)} UTC"


def box_of(article: Article, problem: Problem | None = None) -> ActionBox:
    return ActionBox(article, current_member(), utc_now(), zone(), problem)


def _in_utc(at: datetime, zone: ZoneInfo) -> str:
    """The day as well, where it is another one."""
    utc = ZoneInfo("UTC")
    same_day = at.astimezone(zone).date() == at.astimezone(utc).date()
    return clock_words(at, utc) if same_day else local_words(at, utc)
