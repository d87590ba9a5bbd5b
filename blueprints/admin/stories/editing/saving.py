"""Saving a story: merged with what others saved meanwhile, or refused."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from flask import abort
from sqlalchemy.exc import IntegrityError

from blueprints.admin.stories.editing.form import StoryForm
from blueprints.admin.stories.lookup import NOT_NOW, readable
from models.base import transaction
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import (
    Draft,
    current_content,
    current_version,
    draft_of,
    lock_story,
    save_draft,
)
from models.stories.revision import keep_aside
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member

MOST_TRIES = 5
T = TypeVar("T")


class StoryDeleted(Exception):
    """The story was deleted; the text in the form must not be lost."""


@dataclass(frozen=True)
class Save:
    """`form` is the submitted form; `merged_from` has saved its `merged` fields.

    `conflicts` names the fields that both changed: then nothing was stored, and the
    submitted text is kept as revision number `kept`.
    """

    article: Article
    form: StoryForm
    content: Content
    merged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    kept: int = 0
    merged_from: str = ""
    version: int = 0
    saved_at: datetime | None = None


def save_form(id_: int, form: StoryForm, kind: str) -> Save:
    """Raises StoryDeleted. An invalid field stops a revision, but not an autosave."""
    return unless_taken(lambda: _save(id_, form, kind))


def unless_taken(save: Callable[[], T]) -> T:
    """Tries again with the next free slug if another story takes it meanwhile."""
    for _ in range(MOST_TRIES):
        with suppress(IntegrityError):
            return save()
    return save()


def _save(id_: int, form: StoryForm, kind: str) -> Save:
    with transaction():
        article = _locked(id_, form)
        before, draft = current_content(article), draft_of(article)
        other = draft.editor_name if draft else ""
        form, merged, conflicts = _merged(article, form, before, draft)
        content = form.read(article, before)
        if conflicts:
            kept = keep_aside(id_, content, current_member(), utc_now(), form.tab_id)
            return Save(article, form, content, merged, conflicts, kept.number, other)
        save = Save(article, form, content, merged, merged_from=other)
        if kind == "saved" and form.problems:
            return save
        stored = _store(article, form, content, kind)
        return replace(save, version=stored.version, saved_at=stored.changed_at)


def _locked(id_: int, form: StoryForm) -> Article:
    article = lock_story(id_)
    if article is None or article.key != form.story_key:
        raise StoryDeleted
    if not readable(article).may_be_written_by(current_member()):
        abort(403, NOT_NOW)
    return article


def _merged(
    article: Article, form: StoryForm, before: Content, draft: Draft | None
) -> tuple[StoryForm, list[str], list[str]]:
    is_behind = draft is not None and not draft.knows(form.version, form.tab_id)
    if not is_behind and not form.chosen:
        return form, [], []
    theirs = StoryForm.of(before, current_version(article), article)
    chosen = form.with_chosen(theirs)
    return chosen.merge(theirs) if is_behind else (chosen, [], [])


def _store(article: Article, form: StoryForm, content: Content, kind: str) -> Draft:
    name = form.values["revision_name"] if kind == "saved" else ""
    draft = save_draft(
        article,
        content,
        based_on=current_version(article),
        editor=current_member(),
        now=utc_now(),
        kind=kind,
        name=name,
        tab_id=form.tab_id,
    )
    if kind == "saved":
        audit("save", article, name)
    return draft
