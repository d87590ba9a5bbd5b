"""What is done to a story: submitted, sent back, published, withdrawn, deleted."""

from datetime import datetime

from flask import Blueprint, abort, request, url_for

from blueprints.admin.stories.actions import Problem, moment_words
from blueprints.admin.stories.lookup import readable_story
from blueprints.admin.stories.outcomes import Answer, Unclear, done, needs
from blueprints.admin.stories.publication import PUBLICATIONS, refuse_unseen
from models.staff.message import tell_writers
from models.stories.action import cancel, remove, send_back, submit, withdraw
from models.stories.article import Article
from models.stories.checks.story import Story
from models.stories.draft import current_content
from web.accounts.audit import audit
from web.permission import current_member, open_to
from web.site.context import zone

workflow = Blueprint("workflow", __name__, url_prefix="/articles/<int:id>")
LONGEST_NOTE = 2000
SUBMITTED = (
    "Submitted: the editors have it. Until they publish it, you can take it back."
)
REASON_MISSING = "Say why: it stays in the log."
NOTE_MISSING = "Say what is missing: the writer reads it."
OF_PUBLICATION = {"now": "publish", "later": "schedule", "changes": "publish changes"}


@workflow.post("/submission")
@open_to("contributor")
def create_submission(id: int) -> Answer:
    def do(article: Article, now: datetime) -> str:
        submit(article, current_member(), now)
        audit("submit", article)
        return SUBMITTED

    return done(id, "submit", do)


@workflow.post("/return")
@open_to("contributor")
def create_return(id: int) -> Answer:
    """Sent back with a note by editors, taken back without one by its writer."""
    note = _line_of("note")
    action = "send back" if current_member().is_at_least("editor") else "take back"

    def do(article: Article, now: datetime) -> str:
        needs(action, article, now)
        if action == "send back" and not note and not _is_theirs(article):
            raise Unclear(Problem(action, NOTE_MISSING, typed={"note": note}))
        send_back(article, current_member(), now, note if action == "send back" else "")
        audit(action if note else "take back", article, note)
        if article.note:
            tell_writers(article, current_member(), now)
        return "Sent back with your note." if note else "It is a draft again."

    return done(id, action, do)


@workflow.post("/publication")
@open_to("editor")
def create_publication(id: int) -> Answer:
    """`when` is now, later (at a time) or changes (of what is or will be public)."""
    action = OF_PUBLICATION.get(request.form.get("when", "now")) or abort(400)
    read = Story.read(current_content(readable_story(id)))

    def do(article: Article, now: datetime) -> str:
        needs(action, article, now)
        refuse_unseen(article)
        return PUBLICATIONS[action](article, read, now)

    return done(id, action, do)


@workflow.post("/schedule-cancellation")
@open_to("editor")
def create_schedule_cancellation(id: int) -> Answer:
    def do(article: Article, now: datetime) -> str:
        needs("cancel", article, now)
        was = moment_words(article.published_at or now, zone())
        cancel(article, current_member(), now)
        audit("cancel schedule", article, was)
        return "It will not appear. What is written is kept."

    return done(id, "cancel", do)


@workflow.post("/withdrawal")
@open_to("editor")
def create_withdrawal(id: int) -> Answer:
    reason = _line_of("reason")

    def do(article: Article, now: datetime) -> str:
        needs("withdraw", article, now)
        if not reason:
            raise Unclear(Problem("withdraw", REASON_MISSING))
        withdraw(article, current_member(), now)
        audit("withdraw", article, reason)
        return "Withdrawn. Readers are told so at its address."

    return done(id, "withdraw", do)


@workflow.post("/deletion")
@open_to("contributor")
def create_deletion(id: int) -> Answer:
    """Of what readers never had; its form has asked before."""

    def do(article: Article, now: datetime) -> str:
        needs("delete", article, now)
        audit("delete", article, article.slug)
        name = article.headline or "Untitled"
        remove(article, current_member(), now)
        return f"“{name}” is deleted."

    return done(id, "delete", do, to=url_for("admin.stories.index"))


def _is_theirs(article: Article) -> bool:
    return article.belongs_to(current_member())


def _line_of(name: str) -> str:
    """What was typed, in one piece, without what cannot be printed."""
    typed = "".join(c if c.isprintable() else " " for c in request.form.get(name, ""))
    return " ".join(typed.split())[:LONGEST_NOTE]
