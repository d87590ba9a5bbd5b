"""Problems in the newsroom, each with a link to where it can be fixed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, url_for
from sqlalchemy import func, or_, select
from sqlalchemy.orm import load_only

from extensions import db
from jobs.images.renditions import pictures_in_trouble
from models.heartbeat import worker_state
from models.listing.listing import ROW
from models.newsletter.issue import NewsletterIssue
from models.newsletter.subscriber import Subscriber
from models.pictures.picture import Picture
from models.ping import failing_services
from models.staff.message import Message
from models.staff.staff_member import StaffMember
from models.steady_clock import SteadyClock
from models.stories.article import Article
from models.stories.check import failed_checks_of_scheduled
from web.proxies import WARNING, is_behind_unknown_proxy
from web.site.left_out import left_out_since
from web.templating import moment

LATE = timedelta(minutes=15)  # for renditions: the worker checks every minute
MOST_STORIES, MOST_MESSAGES = 4, 3
RECENT = timedelta(days=7)
NOTIFIED = {
    "websub": "The WebSub hub has accepted",
    "indexnow": "Search engines have accepted",
}


@dataclass(frozen=True)
class Trouble:
    """What is wrong; `address` links to the page where it can be fixed."""

    message: str
    address: str = ""
    link: str = ""


def troubles_for(editor: StaffMember, now: datetime) -> list[Trouble]:
    found: list[Trouble] = []
    if editor.is_at_least("editor"):
        found += [*_stories(now), *_left_out(now), *_pictures(now), *_issues()]
    if editor.is_at_least("administrator"):
        found += [*_proxy(), *_messages(now), *_confirmations(), *_pings(now)]
        found += [*_worker(now), *_clock()]
    return found


def _proxy() -> list[Trouble]:
    return [Trouble(WARNING)] if is_behind_unknown_proxy() else []


def _worker(now: datetime) -> list[Trouble]:
    state = worker_state(now)
    if state.is_late(now) and state.due_since:
        waits = f"Work has been waiting for the worker since {moment(state.due_since)}"
        return [
            Trouble(f"{waits}: mail, pictures and pings are delayed. Is it running?")
        ]
    if state.seen_at and state.is_silent(now):
        seen = f"The worker was last seen {moment(state.seen_at)}"
        return [Trouble(f"{seen}: mail, pictures and pings wait. Is it running?")]
    return []


def _clock() -> list[Trouble]:
    clock = current_app.config["CLOCK"]
    behind = clock.is_behind() if isinstance(clock, SteadyClock) else None
    if not behind:
        return []
    return [
        Trouble(
            f"The server’s clock was set back by {behind_words(behind)}. Meridian "
            "keeps its own time, so that no story disappears. Correct the clock; if "
            "the later time was wrong, run “flask clock accept” and restart."
        )
    ]


def behind_words(behind: timedelta) -> str:
    minutes = int(behind.total_seconds() / 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return _count(days, "day")
    return _count(hours, "hour") if hours else _count(minutes, "minute")


def _stories(now: datetime) -> list[Trouble]:
    return [
        Trouble(
            f"“{article.headline}” is scheduled for "
            f"{moment(article.published_at or now)} but not ready: "
            f"{_first(checks[0].message, len(checks))}",
            url_for("admin.stories.editing.edit", id=article.id),
            "Open the story",
        )
        for article, checks in failed_checks_of_scheduled(now)[:MOST_STORIES]
    ]


def _left_out(now: datetime) -> list[Trouble]:
    """Public stories that fail to render, until somebody changes them."""
    since = left_out_since()
    named = select(Article).where(Article.id.in_(since), Article.public(now))
    stories = db.session.scalars(named.options(ROW, load_only(Article.changed_at)))
    return [
        Trouble(
            f"“{article.headline}” cannot be shown in lists and feeds, and is left out "
            "of them. The server’s log has the reason.",
            url_for("admin.stories.editing.edit", id=article.id),
            "Open the story",
        )
        for article in stories
        if article.changed_at < since[article.id]
    ][:MOST_STORIES]


def _issues() -> list[Trouble]:
    """Newsletter issues that wait for an editor, or for the mail server."""
    is_stopped = (NewsletterIssue.state == "sending") & (NewsletterIssue.failure != "")
    waiting = select(NewsletterIssue).where(
        or_(NewsletterIssue.state == "held", is_stopped)
    )
    return [
        Trouble(
            f"“{issue.subject}” waits for an editor's approval before it is sent."
            if issue.state == "held"
            else f"Sending “{issue.subject}” has stopped: {issue.failure}",
            url_for("admin.newsletter.issues.edit", id=issue.id),
            "Open the issue",
        )
        for issue in db.session.scalars(waiting.order_by(NewsletterIssue.id))
    ][:MOST_STORIES]


def _first(message: str, count: int) -> str:
    return message if count == 1 else f"{message} And {count - 1} more."


def _pictures(now: datetime) -> list[Trouble]:
    failed = pictures_in_trouble().count
    due = select(Picture.id).where(Picture.is_due)
    waiting = select(Picture.uploaded_at).where(
        Picture.id.in_(due), Picture.failure == ""
    )
    late = sum(uploaded_at < now - LATE for uploaded_at in db.session.scalars(waiting))
    found = []
    if failed:
        explanation = f"{_count(failed, 'picture')} could not be processed."
        address = url_for("admin.pictures.index", only="failed")
        found.append(Trouble(explanation, address, "See which"))
    if late:
        waited = f"{_count(late, 'picture')} not processed for 15 minutes."
        explanation = f"{waited} Is the worker running?"
        address = url_for("admin.pictures.index", only="waiting")
        found.append(Trouble(explanation, address, "See which"))
    return found


def _messages(now: datetime) -> list[Trouble]:
    failed = select(Message).where(
        Message.made_at > now - RECENT,
        Message.failure != "",
        Message.sent_at.is_(None),
        Message.editor_id.is_not(None),  # not one a stranger entered
    )
    newest = failed.order_by(Message.id.desc()).limit(MOST_MESSAGES)
    return [
        Trouble(
            f"A mail to {message.recipient} "
            f"{'has not gone out yet' if message.is_due else 'was given up'}: "
            f"{message.failure}",
            url_for("admin.accounts.people.index"),
            "People",
        )
        for message in db.session.scalars(newest)
    ]


def _confirmations() -> list[Trouble]:
    """Subscribers are waiting for their confirmation mail."""
    failing = select(func.count()).select_from(Subscriber)
    count = db.session.scalar(
        failing.where(Subscriber.confirmation_due, Subscriber.failures > 0)
    )
    if not count:
        return []
    waiting = _count(count, "confirmation")
    explanation = f"The mail server refuses our mail: {waiting} of the newsletter wait."
    return [Trouble(explanation)]


def _pings(now: datetime) -> list[Trouble]:
    return [
        Trouble(
            f"{NOTIFIED[failing.service]} no notification since "
            f"{moment(failing.since)}: {failing.failure}",
            url_for("admin.site.settings.edit"),
            "Settings",
        )
        for failing in failing_services(now)
    ]


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' if number != 1 else ''}"
