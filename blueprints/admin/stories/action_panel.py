"""The action panel: what a member may do with a story, and what just failed."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from blueprints.admin.stories.times import Choice, moment_words
from models.local_time import fold_of, local_field, local_words, offset_words
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.checks.story import Check
from models.stories.workflow import may, seen_version
from web.clock import utc_now
from web.permission import current_member
from web.site.context import zone

HINTS = {
    "draft": "Only editors can publish. Submit the story for their review.",
    "submitted": "Only editors can change or publish it now.",
    "scheduled": "Only editors can change it now.",
    "published": "Only editors can change it now. Tell them about any mistakes.",
    "withdrawn": "Only editors can publish it again.",
}


@dataclass(frozen=True)
class Problem:
    """Why an action failed: shown at its form, or above them all (`in_general`).

    `typed` has the submitted values by field.
    """

    action: str
    message: str
    in_general: bool = True
    checks: tuple[Check, ...] = ()
    choices: tuple[Choice, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActionPanel:
    article: Article
    editor: StaffMember
    now: datetime
    zone: ZoneInfo
    problem: Problem | None = None

    @property
    def state(self) -> str:
        return self.article.state(self.now)

    @property
    def seen(self) -> str:
        return seen_version(self.article)

    @property
    def hint(self) -> str:
        """Why a contributor cannot take the next step."""
        if self.editor.is_at_least("editor"):
            return ""
        return HINTS.get(self.state, "")

    def may(self, action: str) -> bool:
        return may(action, self.article, self.editor, self.now)

    @property
    def can_override(self) -> bool:
        """Whether an editor may publish although checks block it."""
        checks = self.problem.checks if self.problem else ()
        # Without a headline or text no list could show the story.
        required = any(check.is_required for check in checks)
        return self.editor.is_at_least("editor") and bool(checks) and not required

    def problem_of(self, action: str) -> Problem | None:
        return self.problem if self.problem and self.problem.action == action else None

    @property
    def typed_at(self) -> str:
        """The initial value of the time field."""
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
        """Without the current time, which would make every panel a changed one."""
        return f"{self.zone.key}, now {offset_words(self.now, self.zone)}"

    @property
    def has_date(self) -> bool:
        """Whether to ask for a date: a withdrawn story can keep its own."""
        at = self.article.published_at
        return self.state == "withdrawn" and at is not None and at < self.now

    @property
    def date_words(self) -> str:
        return local_words(self.article.published_at or self.now, self.zone)

    @property
    def time_words(self) -> str:
        """Fri 27 Nov 2026, 09:00 (Europe/Paris) – that is 08:00 UTC"""
        return moment_words(self.article.published_at or self.now, self.zone)


def action_panel(article: Article, problem: Problem | None = None) -> ActionPanel:
    return ActionPanel(article, current_member(), utc_now(), zone(), problem)
