"""A story is published: now, at a time, or the changes of what is public."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import request

from blueprints.admin.stories.actions import Problem, moment_words
from blueprints.admin.stories.outcomes import Unclear, typed
from blueprints.admin.stories.times import BadMoment, read_moment
from models.stories.action import (
    SEEN_ANOTHER,
    NotNow,
    mark_of,
    publish,
    publish_changes,
)
from models.stories.article import Article
from models.stories.checks.story import Story
from models.stories.draft import draft_of
from web.accounts.audit import audit
from web.permission import current_member
from web.site.context import zone

LEAST_AHEAD = timedelta(minutes=1)
PAST = (
    "This time is past. To publish with an earlier date, say so below; to publish now, "
    "choose “now”."
)


def refuse_unseen(article: Article) -> None:
    """Nobody publishes what somebody else has written meanwhile, unread."""
    seen, draft = request.form.get("seen"), draft_of(article)
    by_another = draft is not None and draft.editor_id != current_member().id
    if seen and seen != mark_of(article) and by_another:
        raise NotNow(SEEN_ANOTHER)


def _publish_now(article: Article, read: Story, now: datetime) -> str:
    publish(article, read, current_member(), now, now)
    audit("publish", article, article.path)
    return "Published. Readers see it now."


def _schedule(article: Article, read: Story, now: datetime) -> str:
    """In the past only where an earlier date was asked for."""
    at = _read_time()
    earlier = request.form.get("earlier") == "1"
    if at < now + LEAST_AHEAD and not earlier:
        raise Unclear(Problem("schedule", PAST, typed=typed()))
    publish(article, read, current_member(), now, at)
    words = moment_words(at, zone())
    audit("schedule" if at > now else "publish", article, f"{article.path}, {words}")
    if at > now:
        return f"Scheduled. Readers will see it at {words}."
    return f"Published, with the date {words}."


def _publish_changes(article: Article, read: Story, now: datetime) -> str:
    minor = request.form.get("minor") == "1"
    publish_changes(article, read, current_member(), now, is_minor=minor)
    audit("publish changes", article, "minor" if minor else "")
    return "The changes are published."


PUBLICATIONS: dict[str, Callable[[Article, Story, datetime], str]] = {
    "publish": _publish_now,
    "schedule": _schedule,
    "publish changes": _publish_changes,
}


def _read_time() -> datetime:
    try:
        return read_moment(request.form, zone())
    except BadMoment as problem:
        raise Unclear(
            Problem("schedule", str(problem), choices=problem.choices, typed=typed())
        ) from problem
