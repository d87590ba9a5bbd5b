"""How an action ends: in one transaction, or with a sentence that says why not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from htmx_flask import request
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.admin.stories.actions import Problem, box_of
from blueprints.admin.stories.lookup import readable_story
from extensions import db
from models.base import transaction
from models.staff.audit_entry import AuditEntry
from models.stories.action import (
    NOTHING_NEW,
    SEEN_ANOTHER,
    AddressMoved,
    Blocked,
    NotNow,
    NotYours,
    Refused,
    why_not,
)
from models.stories.article import Article
from models.stories.draft import AddressTaken, lock_story
from web.clock import utc_now
from web.permission import current_member

Answer = Response | tuple[str, int]
REACHED = {
    "submit": "submitted",
    "take back": "draft",
    "send back": "draft",
    "publish": "published",
    "schedule": "scheduled",
    "withdraw": "withdrawn",
}


class Unclear(Exception):
    """What was sent lacks something; nothing was done."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = replace(problem, in_general=False)


def done(
    id_: int, action: str, do: Callable[[Article, datetime], str], to: str = ""
) -> Answer:
    """One transaction, one story, its lock held: or a sentence why not."""
    try:
        with transaction():
            article = _locked(id_)
            said = do(article, utc_now())
    except NotYours as refused:
        abort(403, str(refused))
    except NotNow as refused:
        return _too_late(id_, action, refused)
    except Blocked as blocked:
        stopped = Problem(
            action, str(blocked), checks=tuple(blocked.checks), typed=typed()
        )
        return _not_done(id_, stopped, 422)
    except AddressMoved as moved:
        return _not_done(id_, Problem(action, str(moved)), 422)
    except AddressTaken as taken:
        said = (
            f"Another story has taken the address “{taken}” meanwhile: choose another."
        )
        return _not_done(id_, Problem(action, said), 422)
    except Unclear as unclear:
        return _not_done(id_, unclear.problem, 422)
    flash(said, "done")
    return _go(to or _back_to(id_))


def _locked(id_: int) -> Article:
    article = lock_story(id_) or abort(404)
    if not article.may_be_read_by(current_member()):
        abort(403)
    return article


def needs(action: str, article: Article, now: datetime) -> None:
    """Said before anything is said about what the form lacks."""
    refused = why_not(action, article, current_member(), now)
    if refused:
        raise refused


def typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("at", "note", "reason")}


def _too_late(id_: int, action: str, refused: Refused) -> Answer:
    """Whoever pressed twice has what they wanted; anybody else is told who did it."""
    article, last = readable_story(id_), last_action(id_)
    reached = article.state(utc_now()) == REACHED.get(action)
    if str(refused) == SEEN_ANOTHER or not last:
        reached = False
    if last and last.editor_id == current_member().id:
        if reached or str(refused) == NOTHING_NEW:
            return _go(_back_to(id_))
    elif last and reached:
        refused = NotNow(f"{refused} {last.editor_name} was faster.")
    return _not_done(id_, Problem(action, str(refused)), 409)


def last_action(article_id: int) -> AuditEntry | None:
    """What was last done to a story, other than saving it."""
    done = select(AuditEntry).where(
        AuditEntry.subject_kind == "article",
        AuditEntry.subject_id == article_id,
        AuditEntry.action != "save",
    )
    return db.session.scalar(done.order_by(AuditEntry.id.desc()).limit(1))


def _not_done(id_: int, problem: Problem, status: int) -> tuple[str, int]:
    article = readable_story(id_)
    template = "_actions" if request.htmx else "action"
    inputs = {"article": article, "actions": box_of(article, problem)}
    return render_template(f"admin/stories/workflow/{template}.html", **inputs), status


def _back_to(id_: int) -> str:
    """To the list the action came from, if it is one of ours; else to the story."""
    if request.form.get("back") == "schedule":
        return url_for("admin.stories.schedule.index")
    return url_for("admin.stories.editing.edit", id=id_)


def _go(address: str) -> Response:
    """htmx is told to open the page: all of it may look different now."""
    if request.htmx:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
