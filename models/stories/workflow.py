"""The publishing workflow: who may do what with a story, and in which state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from extensions import db
from models.redirect import leads_to, redirect_from
from models.staff.staff_member import StaffMember
from models.stories.article import Article, path_of
from models.stories.check import blocking
from models.stories.checks.story import Check, Story
from models.stories.draft import (
    AddressTaken,
    Draft,
    apply_draft,
    current_content,
    current_version,
    draft_of,
    has_pending_changes,
    is_taken,
)


class Refused(Exception):
    """The action is not allowed. The message explains why to the user."""


class NotYours(Refused):
    pass


class NotNow(Refused):
    """The story is in another state, perhaps because someone else was faster."""


class Blocked(Refused):
    """Checks block it. An editor may publish anyway, unless one `is_required`."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__("Checks stop it from being published.")
        self.checks = tuple(checks)


class AddressClash(Refused):
    """The URL belongs to another story, or redirects to one."""


@dataclass(frozen=True)
class Findings:
    """A story's blocking checks, and which version of the text they are for."""

    seen: str
    blocking: tuple[Check, ...]

    @classmethod
    def of(cls, article: Article) -> "Findings":
        """Parses the text, so call it before the transaction."""
        story = Story.read(current_content(article))
        return cls(seen_version(article), tuple(blocking(story)))


@dataclass(frozen=True)
class Rule:
    """The states an action is allowed in; `writers` allows the story's authors too."""

    states: tuple[str, ...]
    writers: bool = False


UNPUBLISHED = ("draft", "submitted", "withdrawn")
RULES = {
    "submit": Rule(("draft",), writers=True),
    "take back": Rule(("submitted",), writers=True),
    "send back": Rule(("submitted",)),
    "publish": Rule((*UNPUBLISHED, "scheduled")),
    "schedule": Rule((*UNPUBLISHED, "scheduled")),
    "publish changes": Rule(("published", "scheduled")),
    "cancel": Rule(("scheduled",)),
    "withdraw": Rule(("published",)),
    "delete": Rule(("draft", "submitted"), writers=True),
}
IS_NOW = {
    "draft": "The story is a draft.",
    "submitted": "The story is with the editors.",
    "scheduled": "The story is scheduled already.",
    "published": "The story is published already.",
    "withdrawn": "The story is withdrawn.",
}
ONLY_EDITORS = "Only editors can do this. Submit the story to them."
NOT_YOURS = "This is somebody else’s story."
NOTHING_NEW = "All changes are published already."
SEEN_ANOTHER = "The story has changed since you opened it. Read it again first."
WITH_EDITORS = "The story is with the editors. Take it back first."


def why_not(
    action: str, article: Article, editor: StaffMember, now: datetime
) -> Refused | None:
    """Why they may not do it now, or None if they may."""
    rule = RULES[action]
    state = article.state(now)
    if not editor.is_at_least("editor"):
        if not rule.writers:
            return NotYours(ONLY_EDITORS)
        if not article.belongs_to(editor):
            return NotYours(NOT_YOURS)
        if action == "delete" and state == "submitted":
            return NotNow(WITH_EDITORS)
    if state not in rule.states:
        return NotNow(IS_NOW[state])
    if action == "publish changes" and not has_pending_changes(article):
        return NotNow(NOTHING_NEW)
    return None


def may(action: str, article: Article, editor: StaffMember, now: datetime) -> bool:
    return why_not(action, article, editor, now) is None


def ensure(action: str, article: Article, editor: StaffMember, now: datetime) -> None:
    """Raises Refused."""
    refused = why_not(action, article, editor, now)
    if refused:
        raise refused


def seen_version(article: Article) -> str:
    """Identifies the text that the deciding person has seen."""
    return f"{article.version}-{current_version(article)}"


# Call each within a transaction, on a locked story. All raise Refused.


def submit(article: Article, editor: StaffMember, now: datetime) -> None:
    ensure("submit", article, editor, now)
    article.status, article.note = "submitted", ""
    article.submitted_at = article.changed_at = now


def send_back(article: Article, editor: StaffMember, now: datetime, note: str) -> None:
    """Requires a reason, except from the story's own author."""
    ensure("send back" if note else "take back", article, editor, now)
    article.status, article.note = "draft", note
    article.submitted_at, article.changed_at = None, now


def publish(
    article: Article,
    editor: StaffMember,
    now: datetime,
    *,
    at: datetime,
    findings: Findings,
    despite: bool = False,
) -> None:
    """Publishes the draft from `at` on; `despite` overrides blocking checks."""
    ensure("publish" if at <= now else "schedule", article, editor, now)
    _apply(article, editor, now, findings, despite=despite)
    article.publish(at)
    article.note = ""
    if at <= now:
        article.withdrawn_at = None
    if article.updated_at and article.updated_at < at:
        article.updated_at = None


def publish_changes(
    article: Article,
    editor: StaffMember,
    now: datetime,
    *,
    is_minor: bool,
    findings: Findings,
    despite: bool = False,
) -> None:
    """Keeps the publication date. A minor change shows no "updated" time."""
    ensure("publish changes", article, editor, now)
    _apply(article, editor, now, findings, despite=despite)
    if article.state(now) == "published" and not is_minor:
        article.updated_at = now


def cancel(article: Article, editor: StaffMember, now: datetime) -> None:
    """Restores the state from before it was scheduled."""
    ensure("cancel", article, editor, now)
    before = "submitted" if article.submitted_at else "draft"
    article.status = "withdrawn" if article.withdrawn_at else before
    article.published_at = None
    _show_draft_in_lists(article, now)


def withdraw(article: Article, editor: StaffMember, now: datetime) -> None:
    """Its URL answers 410 from now on."""
    ensure("withdraw", article, editor, now)
    article.withdraw()
    article.withdrawn_at = now
    _show_draft_in_lists(article, now)


def remove(article: Article, editor: StaffMember, now: datetime) -> None:
    """Only for stories that were never public. Cannot be undone."""
    ensure("delete", article, editor, now)
    db.session.delete(article)


def _apply(
    article: Article,
    editor: StaffMember,
    now: datetime,
    findings: Findings,
    *,
    despite: bool,
) -> None:
    if findings.seen != seen_version(article):
        raise NotNow(SEEN_ANOTHER)
    stopping = [c for c in findings.blocking if c.is_required or not despite]
    if stopping:
        raise Blocked(findings.blocking)
    _keep_old_links_right(article)
    try:
        apply_draft(article, editor, now)
    except AddressTaken as taken:
        raise AddressClash(
            f"Another story has the address “{taken}” now: choose another."
        ) from taken
    _settle(article)


def _keep_old_links_right(article: Article) -> None:
    """A story may return to one of its own former URLs, but not take another's."""
    content = current_content(article)
    path = path_of(content.kind, content.slug)
    is_its_own = article.was_public and path == article.path
    moved_to = None if is_its_own else redirect_from(path)
    if moved_to and not leads_to(moved_to, article.path):
        raise AddressClash(
            f"{path} still redirects readers to {moved_to}: choose another address for "
            "this story, or delete that redirect."
        )


def _show_draft_in_lists(article: Article, now: datetime) -> None:
    """While the story is not public, newsroom lists show the draft's values."""
    article.changed_at = now
    db.session.flush()
    content = current_content(article)
    if is_taken(content.slug, article):
        content = replace(content, slug=article.slug)
    content.apply_to(article)
    _settle(article)


def _settle(article: Article) -> None:
    draft = draft_of(article)
    if draft:
        draft.is_pending = False


@event.listens_for(Session, "before_flush")
def _note_pending_changes(session: Session, *_context: object) -> None:
    """Marks stories with unpublished changes, so that lists can filter by it."""
    for draft in [*session.new, *session.dirty]:
        if isinstance(draft, Draft):
            article = session.get(Article, draft.article_id)
            draft.is_pending = (
                article is not None
                and article.status == "published"
                and draft.differs_from(article)
            )
