"""Submitting a story, sending it back, withdrawing and deleting it.

Publishing is in publication.py, the responses are in answers.py.
"""

from flask import Blueprint, url_for

from blueprints.admin.stories.answers import (
    Answer,
    Unclear,
    done,
    locked_story,
    show_refusal,
    typed_line,
)
from blueprints.admin.stories.times import moment_words
from models.staff.message import tell_writers
from models.stories.workflow import (
    Refused,
    cancel,
    ensure,
    remove,
    send_back,
    submit,
    withdraw,
)
from web.accounts.audit import audit
from web.permission import current_member, open_to
from web.site.context import zone

workflow = Blueprint("workflow", __name__, url_prefix="/articles/<int:id>")
workflow.register_error_handler(Refused, show_refusal)
SUBMITTED = "Submitted. You can take it back until an editor publishes it."
REASON_MISSING = "Give a reason. It is kept in the log."
NOTE_MISSING = "Write a note for the writer."


@workflow.post("/submission")
@open_to("contributor")
def create_submission(id: int) -> Answer:
    with locked_story(id, "submit") as (article, now):
        submit(article, current_member(), now)
        audit("submit", article)
    return done(id, SUBMITTED)


@workflow.post("/return")
@open_to("contributor")
def create_return(id: int) -> Answer:
    """Editors send a story back with a note; its writer takes it back without one."""
    if current_member().is_at_least("editor"):
        return _send_back(id, typed_line("note"))
    with locked_story(id, "take back") as (article, now):
        send_back(article, current_member(), now, "")
        audit("take back", article)
    return done(id, "The story is a draft again.")


def _send_back(id_: int, note: str) -> Answer:
    editor = current_member()
    with locked_story(id_, "send back") as (article, now):
        ensure("send back", article, editor, now)
        # Editors may take back their own story without a note.
        if not note and not article.belongs_to(editor):
            raise Unclear(NOTE_MISSING)
        send_back(article, editor, now, note)
        audit("send back" if note else "take back", article, note)
        if note:
            tell_writers(article, editor, now)
    return done(
        id_, "Sent back with your note." if note else "The story is a draft again."
    )


@workflow.post("/schedule-cancellation")
@open_to("editor")
def create_schedule_cancellation(id: int) -> Answer:
    with locked_story(id, "cancel") as (article, now):
        ensure("cancel", article, current_member(), now)
        # Read before cancelling, which clears the time.
        before = moment_words(article.published_at or now, zone())
        cancel(article, current_member(), now)
        audit("cancel schedule", article, before)
    return done(id, "The schedule is cancelled. The text is kept.")


@workflow.post("/withdrawal")
@open_to("editor")
def create_withdrawal(id: int) -> Answer:
    reason = typed_line("reason")
    with locked_story(id, "withdraw") as (article, now):
        ensure("withdraw", article, current_member(), now)
        if not reason:
            # Checked last, so that a wrong state is reported first.
            raise Unclear(REASON_MISSING)
        withdraw(article, current_member(), now)
        audit("withdraw", article, reason)
    return done(id, "Withdrawn. Readers see a notice at its address.")


@workflow.post("/deletion")
@open_to("contributor")
def create_deletion(id: int) -> Answer:
    """Only for a story that was never public."""
    with locked_story(id, "delete") as (article, now):
        ensure("delete", article, current_member(), now)
        audit("delete", article, article.slug)
        # Read before the row is deleted.
        name = article.headline or "Untitled"
        remove(article, current_member(), now)
    return done(id, f"“{name}” is deleted.", to=url_for("admin.stories.index"))
