"""How an action on a story ends: done, or with a sentence that says why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import abort, flash, g, redirect, render_template, url_for
from htmx_flask import request
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.admin.stories.action_panel import Problem, action_panel
from blueprints.admin.stories.lookup import readable, readable_story
from blueprints.admin.stories.times import Choice
from extensions import db
from models.base import transaction
from models.staff.audit_entry import AuditEntry
from models.stories.article import Article
from models.stories.checks.story import Check
from models.stories.draft import lock_story
from models.stories.workflow import (
    NOTHING_NEW,
    SEEN_ANOTHER,
    Blocked,
    NotNow,
    NotYours,
    Refused,
)
from web.clock import utc_now
from web.permission import current_member

Answer = Response | tuple[str, int]
LONGEST_NOTE = 2000
KEPT = ("at", "fold", "earlier", "minor", "new_date", "when", "note", "reason")
# The state that an action leads to: somebody may have been there first.
REACHED = {
    "submit": "submitted",
    "take back": "draft",
    "send back": "draft",
    "publish": "published",
    "schedule": "scheduled",
    "withdraw": "withdrawn",
}


class Unclear(Refused):
    """What was sent lacks something; nothing was done."""

    def __init__(
        self,
        message: str,
        choices: tuple[Choice, ...] = (),
        checks: tuple[Check, ...] = (),
    ) -> None:
        super().__init__(message)
        self.choices, self.checks = choices, checks


@contextmanager
def locked_story(id_: int, action: str) -> Iterator[tuple[Article, datetime]]:
    """One transaction that holds the story's lock. Refusals lead to show_refusal."""
    g.action = action
    with transaction():
        yield readable(lock_story(id_) or abort(404)), utc_now()


def done(id_: int, message: str, to: str = "") -> Answer:
    flash(message, "done")
    return _go(to or _back_to(id_))


def show_refusal(refused: Refused) -> Answer:
    """The panel again, with the reason. The transaction has been rolled back."""
    id_ = int((request.view_args or {})["id"])
    if isinstance(refused, NotYours):
        abort(403, str(refused))
    if isinstance(refused, NotNow):
        return _too_late(id_, refused)
    problem = Problem(
        g.action,
        str(refused),
        in_general=not isinstance(refused, Unclear),
        checks=refused.checks if isinstance(refused, Blocked | Unclear) else (),
        choices=refused.choices if isinstance(refused, Unclear) else (),
        typed={name: request.form.get(name, "") for name in KEPT},
    )
    return _not_done(id_, problem, 422)


def typed_line(name: str) -> str:
    """A field of the form in one line, without what cannot be printed."""
    typed = "".join(c if c.isprintable() else " " for c in request.form.get(name, ""))
    return " ".join(typed.split())[:LONGEST_NOTE]


def last_action(article_id: int) -> AuditEntry | None:
    """What was last done with a story, other than saving it."""
    done = select(AuditEntry).where(
        AuditEntry.subject_kind == "article",
        AuditEntry.subject_id == article_id,
        AuditEntry.action != "save",
    )
    return db.session.scalar(done.order_by(AuditEntry.id.desc()).limit(1))


def _too_late(id_: int, refused: NotNow) -> Answer:
    """Who pressed twice has what they wanted; anybody else reads who was faster."""
    article, last = readable_story(id_), last_action(id_)
    reached = article.state(utc_now()) == REACHED.get(g.action)
    if str(refused) == SEEN_ANOTHER or not last:
        reached = False
    if last and last.editor_id == current_member().id:
        if reached or str(refused) == NOTHING_NEW:
            return _go(_back_to(id_))
    elif last and reached:
        refused = NotNow(f"{refused} {last.editor_name} was first.")
    return _not_done(id_, Problem(g.action, str(refused)), 409)


def _not_done(id_: int, problem: Problem, status: int) -> tuple[str, int]:
    article = readable_story(id_)
    template = "_actions" if request.htmx else "action"
    inputs = {"article": article, "actions": action_panel(article, problem)}
    return render_template(f"admin/stories/workflow/{template}.html", **inputs), status


def _back_to(id_: int) -> str:
    """The list the action came from, if it is one of ours; else the story."""
    if request.form.get("back") == "schedule":
        return url_for("admin.stories.schedule.index")
    return url_for("admin.stories.editing.edit", id=id_)


def _go(address: str) -> Response:
    """htmx opens the whole page: all of it may look different now."""
    if request.htmx:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
