"""Writing a story: its page, the autosave, and who else is here."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from blueprints.admin.stories.form import StoryForm
from blueprints.admin.stories.labels import FIELD_LABELS
from blueprints.admin.stories.lookup import NOT_NOW, readable_story, writable_story
from blueprints.admin.stories.names import all_names
from blueprints.admin.stories.panel import panel_of, says, short_time
from models.base import transaction
from models.body.difference import difference
from models.stories.article import KINDS, Article
from models.stories.content import Content
from models.stories.draft import (
    Draft,
    Overtaken,
    current_content,
    current_version,
    draft_of,
    save_draft,
)
from models.stories.presence import note_presence
from models.stories.revision import Revision, keep_aside
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to, takes_up_to
from web.site.structured_data import machine_time

editing = Blueprint("editing", __name__, url_prefix="/articles")
# Two million characters, as a browser sends those that are not English.
MOST_BYTES = 12 * 2**20
Answer = str | Response | tuple[str, int]
Json = tuple[dict[str, Any], int]
T = TypeVar("T")
MOST_TRIES = 5


@editing.get("/<int:id>")
@open_to("contributor")
def edit(id: int) -> str:
    article = readable_story(id)
    version = current_version(article)
    return _page(article, StoryForm.of(current_content(article), version, article))


@editing.post("/<int:id>")
@open_to("contributor")
@takes_up_to(MOST_BYTES)
def update(id: int) -> Answer:
    """Saves a revision that stands out. What is wrong with the form keeps nothing."""
    form = StoryForm.sent(request.form)
    article = readable_story(id)
    if not article.may_be_written_by(current_member()):
        form.problems["headline"] = NOT_NOW
        return _page(article, form), 403
    overtaken = _unless_taken(lambda: _saved_revision(id, form))
    if form.problems:
        return _page(readable_story(id), form), 422
    if overtaken:
        return _conflict(readable_story(id), form, *overtaken), 409
    flash("Saved. This revision stands out in the history.", "done")
    return redirect(url_for("admin.stories.editing.edit", id=id), 303)


@editing.post("/<int:id>/draft")
@open_to("contributor")
@takes_up_to(MOST_BYTES)
def autosave(id: int) -> Json:
    """What is right in the form is saved, also beside something that is not."""
    return _unless_taken(lambda: _autosaved(id))


@editing.post("/<int:id>/presence")
@open_to("contributor")
def presence(id: int) -> Answer:
    """That somebody is here still; the panel, if it says anything new."""
    article, me = readable_story(id), current_member().id
    with transaction():
        note_presence(id, me, utc_now())
        version = request.form.get("version", type=int)
        panel = panel_of(article, version, request.form.get("page", ""))
    is_known = says(panel, request.form.get("mark", ""))
    return ("", 204) if is_known else panel


def _unless_taken(save: Callable[[], T]) -> T:
    """Another story may take the address at the same moment: then the next one."""
    for _ in range(MOST_TRIES):
        with suppress(IntegrityError):
            return save()
    return save()


def _saved_revision(id_: int, form: StoryForm) -> tuple[Content, Revision] | None:
    """What came too late, and where it is kept; None: it is saved, or has problems."""
    with transaction():
        article = writable_story(id_)
        before = current_content(article)
        if form.theirs:
            form.take(StoryForm.of(before, current_version(article), article))
        content = form.read(article, before)
        if form.problems:
            return None
        try:
            _save(article, form, content, "saved")
        except Overtaken:
            return content, keep_aside(id_, content, current_member(), utc_now())
        audit("save", article, form.values["revision_name"])
        return None


def _autosaved(id_: int) -> Json:
    form = StoryForm.sent(request.form)
    with transaction():
        article = writable_story(id_)
        present = draft_of(article)  # noqa: F841  # held, so that it is read once
        content = form.read(article, current_content(article))
        try:
            draft = _save(article, form, content, "autosave")
        except Overtaken as overtaken:
            kept = keep_aside(id_, content, current_member(), utc_now())
            return _overtaken(article, overtaken.draft, kept), 409
        if form.problems:
            return {"version": draft.version, "problems": form.problems}, 422
        return _acknowledged(article, draft, content), 200


def _save(article: Article, form: StoryForm, content: Content, kind: str) -> Draft:
    return save_draft(
        article,
        content,
        based_on=form.version,
        editor=current_member(),
        now=utc_now(),
        kind=kind,
        name=form.values["revision_name"] if kind == "saved" else "",
        tab_id=form.page,
    )


def _acknowledged(article: Article, draft: Draft, content: Content) -> dict[str, Any]:
    return {
        "version": draft.version,
        "saved_at": machine_time(draft.changed_at),
        "word_count": content.word_count,
        "reading_minutes": content.reading_minutes,
        "panel": panel_of(article),
    }


def _overtaken(article: Article, draft: Draft, kept: Revision) -> dict[str, Any]:
    """Nothing was overwritten, and what came too late is kept as well."""
    theirs = StoryForm.of(draft.content, draft.version, article)
    where: dict[str, Any] = {"id": article.id, "number": kept.number, "against": "now"}
    return {
        "version": draft.version,
        "editor": draft.editor_name,
        "saved_at": machine_time(draft.changed_at),
        "theirs": theirs.values | theirs.names,
        "compare_url": url_for("admin.stories.revisions.show", **where),
    }


def _conflict(
    article: Article, form: StoryForm, content: Content, kept: Revision
) -> str:
    """Both texts side by side; what is sent from there replaces theirs knowingly."""
    theirs, version = current_content(article), current_version(article)
    mine = StoryForm.of(content, form.version, article)
    return render_template(
        "admin/stories/editing/conflict.html",
        article=article,
        saved=_who_saved(article),
        kept=kept.number,
        mine=mine,
        revision_name=form.values["revision_name"],
        theirs=StoryForm.of(theirs, version, article),
        changes=difference(theirs.in_words(), content.in_words()),
        labels=FIELD_LABELS,
        tab_id=form.page,
    )


def _who_saved(article: Article) -> str:
    draft = draft_of(article)
    assert draft
    is_own = draft.editor_id == current_member().id
    who = "You, in another window," if is_own else draft.editor_name
    return f"{who} saved this story at {short_time(draft.changed_at)}"


def _page(article: Article, form: StoryForm) -> str:
    return render_template(
        "admin/stories/editing/edit.html",
        article=article,
        form=form,
        page=form.page or secrets.token_urlsafe(12),
        kinds=KINDS,
        state=article.state(utc_now()),
        choices=all_names(),
        labels=FIELD_LABELS,
        may_write=article.may_be_written_by(current_member()),
        panel=panel_of(article),
    )
