"""Offers the text of a story that was deleted under its writer as a new story."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.admin.stories.editing.form import StoryForm
from blueprints.admin.stories.editing.saving import unless_taken
from extensions import db
from models.base import transaction
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.beginning import begin_story
from models.stories.content import Content
from models.stories.draft import save_draft
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to, takes_up_to

recovery = Blueprint("recovery", __name__, url_prefix="/articles/recovered")
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
MOST_KEYS = 100
MOST_BYTES = 12 * 2**20  # two million characters, percent-encoded


@recovery.get("")
@open_to("contributor")
def index() -> dict[str, list[str]]:
    """For a browser that has kept text: which of these stories were deleted."""
    sent = request.args.getlist("key")[:MOST_KEYS]
    keys = [key for key in sent if KEY.fullmatch(key)]
    known = set(db.session.scalars(select(Article.key).where(Article.key.in_(keys))))
    return {"deleted": [key for key in keys if key not in known]}


@recovery.post("")
@open_to("contributor")
@takes_up_to(MOST_BYTES)
def create() -> Response:
    """Leaves out invalid fields, because the text matters more."""
    form = StoryForm.sent(request.form)
    id_ = unless_taken(lambda: _recovered(form))
    flash("Saved as a new story.", "done")
    return redirect(url_for("admin.stories.editing.edit", id=id_), 303)


def _recovered(form: StoryForm) -> int:
    editor, now = current_member(), utc_now()
    with transaction():
        article = begin_story(form.values["kind"], editor, now)
        content = form.read(article, Content.of(article))
        save_draft(article, content, based_on=0, editor=editor, now=now)
        audit("recover", article)
        return article.id


def deleted_page(id_: int) -> str:
    """Offers to save the submitted text as a new story."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token"
    ]
    return render_template(
        "admin/stories/recovery/deleted.html",
        deletion=deletion_of(id_),
        fields=fields,
    )


def deletion_of(id_: int) -> AuditEntry | None:
    entry = select(AuditEntry).where(
        AuditEntry.subject_kind == "article",
        AuditEntry.subject_id == id_,
        AuditEntry.action == "delete",
    )
    return db.session.scalar(entry.order_by(AuditEntry.id.desc()).limit(1))
