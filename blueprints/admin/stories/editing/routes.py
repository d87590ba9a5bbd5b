"""Writing a story: the page, autosave, and who else is editing."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.stories.editing.form import StoryForm
from blueprints.admin.stories.editing.names import all_names
from blueprints.admin.stories.editing.saving import Save, StoryDeleted, save_form
from blueprints.admin.stories.labels import FIELD_LABELS
from blueprints.admin.stories.lookup import NOT_NOW, readable_story
from blueprints.admin.stories.panel import is_known, panel_of, short_time
from blueprints.admin.stories.recovery import deleted_page
from extensions import db
from models.base import transaction
from models.body.difference import difference
from models.input_rules import whole_number
from models.stories.article import KINDS, Article
from models.stories.draft import current_content, current_version, draft_of
from models.stories.presence import note_presence
from web.clock import utc_now
from web.permission import current_member, open_to, takes_up_to
from web.site.structured_data import machine_time

editing = Blueprint("editing", __name__, url_prefix="/articles")
# Two million characters, percent-encoded by the browser if they are not ASCII.
MOST_BYTES = 12 * 2**20
SAVED = "Saved. You can find this revision in the history."
DELETED = "This story was deleted, or this page is out of date."
Answer = str | Response | tuple[str, int]
Json = tuple[dict[str, Any], int]


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
    """Saves a revision. An invalid form is shown again and nothing is stored."""
    form = StoryForm.sent(request.form)
    # Shows the text again, instead of an error page that would lose it.
    if _is_locked(id):
        form.problems["headline"] = NOT_NOW
        return _page(readable_story(id), form), 403
    try:
        save = save_form(id, form, "saved")
    except StoryDeleted:
        # The text is offered as a new story.
        return deleted_page(id), 410
    if save.conflicts:
        return _conflict(save), 409
    if save.form.problems:
        return _page(readable_story(id), save.form), 422
    flash(f"{SAVED}{_merge_note(save)}", "done")
    return redirect(url_for("admin.stories.editing.edit", id=id), 303)


@editing.post("/<int:id>/draft")
@open_to("contributor")
@takes_up_to(MOST_BYTES)
def autosave(id: int) -> Json:
    """Stores the valid fields even if others are invalid."""
    try:
        save = save_form(id, StoryForm.sent(request.form), "autosave")
    except StoryDeleted:
        abort(410, DELETED)
    if save.conflicts:
        return _conflict_answer(save), 409
    answer = _answer(save) | {"panel": panel_of(save.article)}
    if save.form.problems:
        return answer | {"problems": save.form.problems}, 422
    return answer, 200


@editing.post("/<int:id>/presence")
@open_to("contributor")
def presence(id: int) -> Answer:
    """Records that the member is still here; returns the panel if it has changed."""
    article, me = readable_story(id), current_member().id
    with transaction():
        note_presence(id, me, utc_now())
    version = request.form.get("version", type=whole_number)
    panel = panel_of(article, version, request.form.get("tab_id", ""))
    # Nothing to swap: htmx ignores 204.
    return ("", 204) if is_known(panel, request.form.get("digest", "")) else panel


def _is_locked(id_: int) -> bool:
    article = db.session.get(Article, id_)
    return article is not None and not article.may_be_written_by(current_member())


def _answer(save: Save) -> dict[str, Any]:
    assert save.saved_at
    return _merged(save) | {
        "version": save.version,
        "saved_at": machine_time(save.saved_at),
        "began_with": save.form.digests(),
        "slug": save.content.slug,
        "word_count": save.content.word_count,
        "reading_minutes": save.content.reading_minutes,
    }


def _merged(save: Save) -> dict[str, Any]:
    """The fields that somebody else changed, for the page to show."""
    if not save.merged:
        return {}
    fields = {name: save.form.fields[name] for name in save.merged}
    return {"merged": fields, "merged_from": save.merged_from}


def _conflict_answer(save: Save) -> dict[str, Any]:
    """Nothing was overwritten; the later text is kept as a revision."""
    draft = draft_of(save.article)
    assert draft
    theirs = StoryForm.of(draft.content, draft.version, save.article)
    where: dict[str, Any] = {"id": save.article.id, "number": save.kept}
    return _merged(save) | {
        "version": draft.version,
        "saved_at": machine_time(draft.changed_at),
        "began_with": theirs.began_with,
        "editor": draft.editor_name,
        "theirs": theirs.fields,
        "compare_url": url_for("admin.stories.revisions.show", **where, against="now"),
    }


def _conflict(save: Save) -> str:
    """Both versions side by side; saving there replaces theirs."""
    article = save.article
    theirs, version = current_content(article), current_version(article)
    save.form.values["body"] = save.form.stored_body
    return render_template(
        "admin/stories/editing/conflict.html",
        article=article,
        saved=_who_saved(article),
        kept=save.kept,
        mine=save.form,
        theirs=StoryForm.of(theirs, version, article),
        changes=difference(theirs.in_words(), save.content.in_words()),
        labels=FIELD_LABELS,
    )


def _merge_note(save: Save) -> str:
    """For the flash message: what somebody else changed meanwhile."""
    if not save.merged:
        return ""
    names = ", ".join(FIELD_LABELS[name] for name in save.merged)
    return f" {save.merged_from} changed this meanwhile, which is kept: {names}."


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
        tab_id=form.tab_id or secrets.token_urlsafe(12),
        kinds=KINDS,
        state=article.state(utc_now()),
        slug=current_content(article).slug,
        is_address_known=article.is_address_known(utc_now()),
        choices=all_names(),
        labels=FIELD_LABELS,
        may_write=article.may_be_written_by(current_member()),
        panel=panel_of(article),
    )
