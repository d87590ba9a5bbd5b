"""What the desk does to a story: who may, in which state, and in a sentence why not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from extensions import db
from models.redirect import decoded, redirect_from
from models.staff.staff_member import StaffMember
from models.stories.article import Article, path_of
from models.stories.check import blocking
from models.stories.checks.story import Check, Story
from models.stories.content import Content
from models.stories.draft import (
    Draft,
    apply_draft,
    current_content,
    current_version,
    draft_of,
    has_pending_changes,
)


class Refused(Exception):
    """The action was not done; the message is a sentence for whoever wanted it."""


class NotYours(Refused):
    pass


class NotNow(Refused):
    """Another state is needed: perhaps somebody else was faster."""


class Blocked(Refused):
    """Checks stop it."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__("Checks stop it from being published.")
        self.checks = checks


class AddressMoved(Refused):
    """Readers who follow an old link would find another story than they look for."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(
            f"{old} still leads readers on to {new}: choose another address for this "
            "story, or delete that redirect."
        )


@dataclass(frozen=True)
class Rule:
    """`writers`: whoever the story belongs to may, too."""

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
    "draft": "It is a draft.",
    "submitted": "It is with the editors.",
    "scheduled": "It is scheduled already.",
    "published": "Readers see it already.",
    "withdrawn": "It is withdrawn.",
}
ONLY_EDITORS = "Only editors can do this: submit it to them."
NOT_YOURS = "This story is somebody else's."
NOTHING_NEW = "Readers see all of it already."
SEEN_ANOTHER = "The story has changed since you opened it. Look at it again first."
WITH_EDITORS = "It is with the editors: take it back first."


def why_not(
    action: str, article: Article, editor: StaffMember, now: datetime
) -> Refused | None:
    """None: they may, now."""
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


def mark_of(article: Article) -> str:
    """What somebody has seen who decides on the story: another mark, another story."""
    return f"{article.version}-{current_version(article)}"


# Each within a transaction, of a locked story. All raise Refused.


def submit(article: Article, editor: StaffMember, now: datetime) -> None:
    ensure("submit", article, editor, now)
    article.status, article.note = "submitted", ""
    article.submitted_at = article.changed_at = now


def send_back(article: Article, editor: StaffMember, now: datetime, note: str) -> None:
    """With the reason; without one, by its own writer."""
    ensure("send back" if note else "take back", article, editor, now)
    article.status, article.note = "draft", note
    article.submitted_at, article.changed_at = None, now


def publish(
    article: Article, read: Story, editor: StaffMember, now: datetime, at: datetime
) -> None:
    """As the desk has it, from `at` on. `read` is the same, parsed before.

    Raises Blocked, and AddressTaken.
    """
    ensure("publish" if at <= now else "schedule", article, editor, now)
    _apply(article, read, editor, now)
    article.publish(at)
    article.note = ""
    if at <= now:
        article.withdrawn_at = None
    if article.updated_at and article.updated_at < at:
        article.updated_at = None


def publish_changes(
    article: Article, read: Story, editor: StaffMember, now: datetime, *, is_minor: bool
) -> None:
    """Its time stays. A minor change says nothing to readers of having been made."""
    ensure("publish changes", article, editor, now)
    _apply(article, read, editor, now)
    if article.state(now) == "published" and not is_minor:
        article.updated_at = now


def cancel(article: Article, editor: StaffMember, now: datetime) -> None:
    """It is again what it was before it was scheduled."""
    ensure("cancel", article, editor, now)
    before = "submitted" if article.submitted_at else "draft"
    article.status = "withdrawn" if article.withdrawn_at else before
    article.published_at = None
    _show_to_the_desk(article, now)


def withdraw(article: Article, editor: StaffMember, now: datetime) -> None:
    """Its address answers 410 from now on."""
    ensure("withdraw", article, editor, now)
    article.withdraw()
    article.withdrawn_at = now
    _show_to_the_desk(article, now)


def remove(article: Article, editor: StaffMember, now: datetime) -> None:
    """Of a story that readers never had; nothing brings it back."""
    ensure("delete", article, editor, now)
    db.session.delete(article)


def _apply(article: Article, read: Story, editor: StaffMember, now: datetime) -> None:
    if read.content != current_content(article):
        raise NotNow(SEEN_ANOTHER)
    checks = blocking(read)
    if checks:
        raise Blocked(checks)
    _keep_old_links_right(article)
    apply_draft(article, editor, now)
    _settle(article)


def _keep_old_links_right(article: Article) -> None:
    """A story may return to an address of its own, but take no other's."""
    content = current_content(article)
    path = path_of(content.kind, content.slug)
    is_its_own = article.was_public and path == article.path
    moved_to = None if is_its_own else redirect_from(path)
    if moved_to and decoded(moved_to) != article.path:
        raise AddressMoved(path, moved_to)


def _show_to_the_desk(article: Article, now: datetime) -> None:
    """Lists show what the desk has written, once no reader sees the story."""
    article.changed_at = now
    db.session.flush()
    content = current_content(article)
    if _is_taken(content, article):
        content = replace(content, slug=article.slug)
    content.apply_to(article)
    _settle(article)


def _is_taken(content: Content, article: Article) -> bool:
    other = select(Article.id).where(Article.slug == content.slug)
    return db.session.scalar(other.where(Article.id != article.id)) is not None


def _settle(article: Article) -> None:
    draft = draft_of(article)
    if draft:
        draft.is_pending = False


@event.listens_for(Session, "before_flush")
def _note_what_is_pending(session: Session, *_context: object) -> None:
    """Lists find by it which stories have changes that readers do not see yet."""
    for draft in [*session.new, *session.dirty]:
        if isinstance(draft, Draft):
            article = session.get(Article, draft.article_id)
            draft.is_pending = article is not None and _is_pending(draft, article)


def _is_pending(draft: Draft, article: Article) -> bool:
    if article.status != "published":
        return False
    public = Content.of(article)
    return draft.content != public and draft.content.still_there(public) != public
