"""The panel beside a story: who else is editing, actions and checks."""

import hashlib
from datetime import datetime

from flask import render_template
from flask_wtf.csrf import generate_csrf

from blueprints.admin.stories.action_panel import action_panel
from blueprints.admin.stories.checks import checks_for
from models.local_time import clock_words, local_words
from models.stories.article import Article
from models.stories.draft import Draft, current_content, draft_of, has_pending_changes
from models.stories.presence import others_here
from web.clock import utc_now
from web.permission import current_member
from web.site.context import zone

MOST_WARNINGS = 5
DIGEST = 'data-digest="{}"'
# The template renders an empty digest, which panel_of then fills in.
NO_DIGEST = DIGEST.format("")


def panel_of(article: Article, version: int | None = None, tab_id: str = "") -> str:
    """`version` and `tab_id` are those of the page; None: it has just been loaded."""
    editor, now, draft = current_member(), utc_now(), draft_of(article)
    html = render_template(
        "admin/stories/editing/_panel.html",
        article=article,
        draft=draft,
        content=current_content(article),
        saved_at=short_time(draft.changed_at) if draft else None,
        others=[
            (other.editor.name, other.since, short_time(other.since))
            for other in others_here(article.id, editor.id, now)
        ],
        is_overtaken=draft is not None and _is_overtaken(draft, version, tab_id),
        is_own=draft is not None and draft.editor_id == editor.id,
        may_write=article.may_be_written_by(editor),
        pending=has_pending_changes(article),
        checks=checks_for(article),
        most=MOST_WARNINGS,
        actions=action_panel(article),
    )
    return html.replace(NO_DIGEST, DIGEST.format(_digest_of(html)), 1)


def is_known(panel: str, digest: str) -> bool:
    """Whether the page already shows this panel."""
    return bool(digest) and DIGEST.format(digest) in panel


def _digest_of(panel: str) -> str:
    """A digest of the panel without its CSRF tokens, which always differ."""
    text = panel.replace(generate_csrf(), "")
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def short_time(moment: datetime) -> str:
    """The time as 14:02, with the day unless it is today."""
    here = zone()
    is_today = moment.astimezone(here).date() == utc_now().astimezone(here).date()
    return clock_words(moment, here) if is_today else local_words(moment, here)


def _is_overtaken(draft: Draft, version: int | None, tab_id: str) -> bool:
    return version is not None and not draft.knows(version, tab_id)
