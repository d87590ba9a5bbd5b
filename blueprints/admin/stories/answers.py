"""Responses to actions on a story: done, or refused with a reason."""

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
# Fields whose values survive a refusal.
KEPT = ("at", "fold", "earlier", "minor", "new_date", "when", "note", "reason")
# The state each action leads to: another member may have got there first.
REACHED = {
    "submit": "submitted",
    "take back": "draft",
    "send back": "draft",
    "publish": "published",
    "schedule": "scheduled",
    "withdraw": "withdrawn",
}


class Unclear(Refused):
    """The submitted form is incomplete; nothing was done."""

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
    """A transaction that locks the story. Its exceptions lead to show_refusal."""
    # show_refusal only gets the exception, so it finds the action here.
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
    """A form field as one line without control characters."""
    typed = "".join(c if c.isprintable() else " " for c in request.form.get(name, ""))
    return " ".join(typed.split())[:LONGEST_NOTE]


def last_action(article_id: int) -> AuditEntry | None:
    """The latest audit entry of a story; saving makes none."""
    done = select(AuditEntry).where(
        AuditEntry.subject_kind == "article",
        AuditEntry.subject_id == article_id,
        AuditEntry.action != "save",
    )
    return db.session.scalar(done.order_by(AuditEntry.id.desc()).limit(1))


def _too_late(id_: int, refused: NotNow) -> Answer:
    """After a double click the action is done; others read who did it first."""
    article, last = readable_story(id_), last_action(id_)
    reached = article.state(utc_now()) == REACHED.get(g.action)
    # The text changed, or there is no entry: nobody did this action.
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
    """The list the action was sent from, otherwise the story."""
    if request.form.get("back") == "schedule":
        return url_for("admin.stories.schedule.index")
    return url_for("admin.stories.editing.edit", id=id_)


def _go(address: str) -> Response:
    """htmx loads the whole page, since all of it may have changed."""
    if request.htmx:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
