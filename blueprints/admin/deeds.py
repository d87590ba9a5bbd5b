"""What is done to a story: submitted, sent back, published, withdrawn, deleted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.globals import app_ctx
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.admin.deed_box import Problem, box_of, moment_words
from blueprints.admin.story import readable_story
from blueprints.admin.story_times import BadMoment, read_moment
from extensions import db
from jobs.queue import wake
from models.article import Article
from models.audit_entry import AuditEntry
from models.base import transaction
from models.deed import (
    NOTHING_NEW,
    AddressMoved,
    Blocked,
    NotNow,
    NotYours,
    Refused,
    cancel,
    mark_of,
    publish,
    publish_changes,
    remove,
    send_back,
    submit,
    why_not,
    withdraw,
)
from models.draft import AddressTaken, draft_of, lock_story
from models.message import tell_writers
from web.audit import audit
from web.clock import utc_now
from web.door import current_editor, open_to
from web.furniture import zone

deeds = Blueprint("deeds", __name__, url_prefix="/articles/<int:id>")
LONGEST_NOTE = 2000
LEAST_AHEAD = timedelta(minutes=1)
Answer = Response | tuple[str, int]
PAST = (
    "This time is past. To publish with an earlier date, say so below; to publish now, "
    "choose “now”."
)
SEEN_ANOTHER = "The story has changed since you opened it. Look at it again first."
SUBMITTED = (
    "Submitted: the editors have it. Until they publish it, you can take it back."
)
REASON_MISSING = "Say why: it stays in the log."
NOTE_MISSING = "Say what is missing: the writer reads it."
REACHED = {
    "submit": "submitted",
    "take back": "draft",
    "send back": "draft",
    "publish": "published",
    "schedule": "scheduled",
    "withdraw": "withdrawn",
}
OF_PUBLICATION = {"now": "publish", "later": "schedule", "changes": "publish changes"}


class Unclear(Exception):
    """What was sent lacks something; nothing was done."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = replace(problem, in_general=False)


@deeds.post("/submission")
@open_to("contributor")
def create_submission(id: int) -> Answer:  # noqa: A002
    def do(article: Article, now: datetime) -> str:
        submit(article, current_editor(), now)
        audit("submit", article)
        return SUBMITTED

    return _done(id, "submit", do)


@deeds.post("/return")
@open_to("contributor")
def create_return(id: int) -> Answer:  # noqa: A002
    """Sent back with a note by editors, taken back without one by its writer."""
    note = _line_of("note")
    deed = "send back" if current_editor().is_at_least("editor") else "take back"

    def do(article: Article, now: datetime) -> str:
        _needs(deed, article, now)
        if deed == "send back" and not note and not _is_theirs(article):
            raise Unclear(Problem(deed, NOTE_MISSING, typed={"note": note}))
        send_back(article, current_editor(), now, note if deed == "send back" else "")
        audit(deed if note else "take back", article, note)
        if article.note:
            tell_writers(article, current_editor(), now)
        return "Sent back with your note." if note else "It is a draft again."

    answer = _done(id, deed, do)
    wake(app_ctx.app)
    return answer


@deeds.post("/publication")
@open_to("editor")
def create_publication(id: int) -> Answer:  # noqa: A002
    """`when` is now, later (at a time) or changes (of what is or will be public)."""
    deed = OF_PUBLICATION.get(request.form.get("when", "now")) or abort(400)

    def do(article: Article, now: datetime) -> str:
        _needs(deed, article, now)
        _is_the_one_seen(article)
        return DO[deed](article, now)

    return _done(id, deed, do)


@deeds.post("/schedule-cancellation")
@open_to("editor")
def create_schedule_cancellation(id: int) -> Answer:  # noqa: A002
    def do(article: Article, now: datetime) -> str:
        _needs("cancel", article, now)
        was = moment_words(article.published_at or now, zone())
        cancel(article, current_editor(), now)
        audit("cancel schedule", article, was)
        return "It will not appear. What is written is kept."

    return _done(id, "cancel", do)


@deeds.post("/withdrawal")
@open_to("editor")
def create_withdrawal(id: int) -> Answer:  # noqa: A002
    reason = _line_of("reason")

    def do(article: Article, now: datetime) -> str:
        _needs("withdraw", article, now)
        if not reason:
            raise Unclear(Problem("withdraw", REASON_MISSING))
        withdraw(article, current_editor(), now)
        audit("withdraw", article, reason)
        return "Withdrawn. Readers are told so at its address."

    return _done(id, "withdraw", do)


@deeds.post("/deletion")
@open_to("contributor")
def create_deletion(id: int) -> Answer:  # noqa: A002
    """Of what readers never had; its form has asked before."""

    def do(article: Article, now: datetime) -> str:
        _needs("delete", article, now)
        audit("delete", article, article.slug)
        name = article.headline or "Untitled"
        remove(article, current_editor(), now)
        return f"“{name}” is deleted."

    return _done(id, "delete", do, to=url_for("admin.articles.index"))


def _publish_now(article: Article, now: datetime) -> str:
    publish(article, current_editor(), now, now)
    audit("publish", article, article.path)
    return "Published. Readers see it now."


def _schedule(article: Article, now: datetime) -> str:
    """In the past only where an earlier date was asked for."""
    at = _read_time()
    earlier = request.form.get("earlier") == "1"
    if at < now + LEAST_AHEAD and not earlier:
        raise Unclear(Problem("schedule", PAST, typed=_typed()))
    publish(article, current_editor(), now, at)
    words = moment_words(at, zone())
    audit("schedule" if at > now else "publish", article, f"{article.path}, {words}")
    if at > now:
        return f"Scheduled. Readers will see it at {words}."
    return f"Published, with the date {words}."


def _publish_changes(article: Article, now: datetime) -> str:
    minor = request.form.get("minor") == "1"
    publish_changes(article, current_editor(), now, is_minor=minor)
    audit("publish changes", article, "minor" if minor else "")
    return "The changes are published."


DO: dict[str, Callable[[Article, datetime], str]] = {
    "publish": _publish_now,
    "schedule": _schedule,
    "publish changes": _publish_changes,
}


def _done(
    id_: int, deed: str, do: Callable[[Article, datetime], str], to: str = ""
) -> Answer:
    """One transaction, one story, its lock held: or a sentence why not."""
    try:
        with transaction():
            article = _locked(id_)
            said = do(article, utc_now())
    except NotYours as refused:
        abort(403, str(refused))
    except NotNow as refused:
        return _too_late(id_, deed, refused)
    except Blocked as blocked:
        stopped = Problem(
            deed, str(blocked), checks=tuple(blocked.checks), typed=_typed()
        )
        return _not_done(id_, stopped, 422)
    except AddressMoved as moved:
        return _not_done(id_, Problem(deed, str(moved)), 422)
    except AddressTaken as taken:
        said = (
            f"Another story has taken the address “{taken}” meanwhile: choose another."
        )
        return _not_done(id_, Problem(deed, said), 422)
    except Unclear as unclear:
        return _not_done(id_, unclear.problem, 422)
    flash(said, "done")
    return _go(to or _back_to(id_))


def _locked(id_: int) -> Article:
    article = lock_story(id_) or abort(404)
    if not article.may_be_read_by(current_editor()):
        abort(403)
    return article


def _needs(deed: str, article: Article, now: datetime) -> None:
    """Said before anything is said about what the form lacks."""
    refused = why_not(deed, article, current_editor(), now)
    if refused:
        raise refused


def _is_the_one_seen(article: Article) -> None:
    """Nobody publishes what somebody else has written meanwhile, unread."""
    seen, draft = request.form.get("seen"), draft_of(article)
    by_another = draft is not None and draft.editor_id != current_editor().id
    if seen and seen != mark_of(article) and by_another:
        raise NotNow(SEEN_ANOTHER)


def _is_theirs(article: Article) -> bool:
    return article.belongs_to(current_editor())


def _read_time() -> datetime:
    try:
        return read_moment(request.form, zone())
    except BadMoment as problem:
        raise Unclear(
            Problem("schedule", str(problem), choices=problem.choices, typed=_typed())
        ) from problem


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("at", "note", "reason")}


def _line_of(name: str) -> str:
    """What was typed, in one piece, without what cannot be printed."""
    typed = "".join(c if c.isprintable() else " " for c in request.form.get(name, ""))
    return " ".join(typed.split())[:LONGEST_NOTE]


def _too_late(id_: int, deed: str, refused: Refused) -> Answer:
    """Whoever pressed twice has what they wanted; anybody else is told who did it."""
    article, last = readable_story(id_), last_deed(id_)
    reached = article.state(utc_now()) == REACHED.get(deed)
    if str(refused) == SEEN_ANOTHER or not last:
        reached = False
    if last and last.editor_id == current_editor().id:
        if reached or str(refused) == NOTHING_NEW:
            return _go(_back_to(id_))
    elif last and reached:
        refused = NotNow(f"{refused} {last.editor_name} was faster.")
    return _not_done(id_, Problem(deed, str(refused)), 409)


def last_deed(article_id: int) -> AuditEntry | None:
    """What was last done to a story, other than saving it."""
    done = select(AuditEntry).where(
        AuditEntry.subject_kind == "article",
        AuditEntry.subject_id == article_id,
        AuditEntry.deed != "save",
    )
    return db.session.scalar(done.order_by(AuditEntry.id.desc()).limit(1))


def _not_done(id_: int, problem: Problem, status: int) -> tuple[str, int]:
    article = readable_story(id_)
    template = "_deeds" if request.headers.get("HX-Request") == "true" else "deed"
    inputs = {"article": article, "deeds": box_of(article, problem)}
    return render_template(f"admin/articles/{template}.html", **inputs), status


def _back_to(id_: int) -> str:
    """To the list the deed came from, if it is one of ours; else to the story."""
    if request.form.get("back") == "schedule":
        return url_for("admin.schedule.index")
    return url_for("admin.editing.edit", id=id_)


def _go(address: str) -> Response:
    """htmx is told to open the page: all of it may look different now."""
    if request.headers.get("HX-Request") == "true":
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)
