"""Publishing a story: now, at a time, or the changes to a public one.

In order: this route, models/stories/workflow.py (the rules), models/stories/check.py
(what blocks), models/stories/draft.py (the draft becomes the story), answers.py.
"""

from datetime import datetime

from flask import Blueprint, abort, request

from blueprints.admin.stories.answers import (
    Answer,
    Unclear,
    done,
    locked_story,
    show_refusal,
    typed_line,
)
from blueprints.admin.stories.lookup import readable_story
from blueprints.admin.stories.times import BadMoment, moment_words, read_moment
from models.stories.article import Article
from models.stories.draft import draft_of
from models.stories.workflow import (
    SEEN_ANOTHER,
    Findings,
    NotNow,
    Refused,
    ensure,
    publish,
    publish_changes,
    seen_version,
)
from web.accounts.audit import audit
from web.permission import current_member, open_to
from web.site.context import zone

publication = Blueprint(
    "publication", __name__, url_prefix="/articles/<int:id>/publication"
)
publication.register_error_handler(Refused, show_refusal)
ACTIONS = {"now": "publish", "later": "schedule", "changes": "publish changes"}
PAST = (
    "This time is in the past. Choose a later one, or tick "
    "“Publish with an earlier date”."
)
REASON_MISSING = "Give a reason for publishing anyway. It is kept in the log."


@publication.post("")
@open_to("editor")
def create(id: int) -> Answer:
    """`when` is now, later (at a time) or changes (to a public or scheduled story)."""
    action = ACTIONS.get(request.form.get("when", "now")) or abort(400)
    # Checks parse the text: do it before the transaction.
    findings = Findings.of(readable_story(id))
    with locked_story(id, action) as (article, now):
        # Before the other refusals: the wrong state is the better explanation.
        ensure(action, article, current_member(), now)
        _refuse_unseen(article)
        message = _publish(action, article, now, findings)
    return done(id, message)


def _refuse_unseen(article: Article) -> None:
    """Refuses to publish changes that somebody else saved after the page loaded."""
    seen, draft = request.form.get("seen"), draft_of(article)
    # One’s own autosave may have arrived after the page was rendered.
    by_another = draft is not None and draft.editor_id != current_member().id
    if seen and seen != seen_version(article) and by_another:
        raise NotNow(SEEN_ANOTHER)


def _publish(action: str, article: Article, now: datetime, findings: Findings) -> str:
    """Publishes, and returns the message about it."""
    if action == "publish changes":
        return _publish_changes(article, now, findings)
    at = _read_time(now) if action == "schedule" else _date_of(article, now)
    reason = _reason(findings)
    member, despite = current_member(), bool(reason)
    publish(article, member, now, at=at, findings=findings, despite=despite)
    words = moment_words(at, zone())
    audit(
        "schedule" if at > now else "publish",
        article,
        _detail(article.path if at == now else f"{article.path}, {words}", reason),
    )
    if at > now:
        return f"Scheduled for {words}."
    return "Published." if at == now else f"Published, with the date {words}."


def _publish_changes(article: Article, now: datetime, findings: Findings) -> str:
    is_minor, reason = request.form.get("minor") == "1", _reason(findings)
    publish_changes(
        article,
        current_member(),
        now,
        is_minor=is_minor,
        findings=findings,
        despite=bool(reason),
    )
    audit("publish changes", article, _detail("minor" if is_minor else "", reason))
    return "The changes are published."


def _date_of(article: Article, now: datetime) -> datetime:
    """A withdrawn story keeps its date when published again, unless asked otherwise."""
    before = article.published_at
    is_kept = article.status == "withdrawn" and request.form.get("new_date") != "1"
    return before if before and before < now and is_kept else now


def _read_time(now: datetime) -> datetime:
    """The submitted time; in the past only if “earlier date” is ticked."""
    try:
        at = read_moment(request.form, zone())
    except BadMoment as bad:
        raise Unclear(str(bad), choices=bad.choices) from bad
    if at <= now and request.form.get("earlier") != "1":
        raise Unclear(PAST)
    return at


def _reason(findings: Findings) -> str:
    """Why to publish although checks block it; "" if nobody decided to."""
    if not findings.blocking or request.form.get("anyway") != "1":
        return ""
    return typed_line("reason") or _no_reason(findings)


def _no_reason(findings: Findings) -> str:
    raise Unclear(REASON_MISSING, checks=findings.blocking)


def _detail(words: str, reason: str) -> str:
    return ". ".join(filter(None, (words, reason and f"Published anyway: {reason}")))
