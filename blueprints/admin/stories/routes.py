"""All stories of the desk: found, narrowed down, begun, and suggested for links."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from extensions import db
from models.stories.article import KINDS, Article, path_of
from models.base import transaction
from models.taxonomy.contributor import Contributor
from models.listing.cursor import Cursor
from models.staff.staff_member import Editor
from models.taxonomy.region import Region
from models.stories.story_list import STATES, StoryList
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_editor, open_to

articles = Blueprint("articles", __name__, url_prefix="/articles")
MOST_SUGGESTIONS = 8
LONGEST_SEARCH = 200


@articles.get("/")
@open_to("contributor")
def index() -> str:
    stories, now = _asked(), utc_now()
    return render_template(
        "admin/stories/index.html",
        stories=stories,
        page=stories.page(now),
        counts=stories.counts(now),
        asked=_parameters(stories),
        states=STATES,
        kinds=KINDS,
        now=now,
        choices=_choices(stories.reader),
    )


@articles.post("/")
@open_to("contributor")
def create() -> Response:
    """Untitled, of whoever begins it; its byline is theirs if they have one."""
    editor, kind = current_editor(), request.form.get("kind", "article")
    with transaction():
        article = Article(
            kind=kind if kind in KINDS else "article",
            slug=f"untitled-{secrets.token_hex(4)}",
            headline="",
            owner_id=editor.id,
            changed_at=utc_now(),
        )
        if editor.contributor and article.kind != "page":
            article.contributors.append(editor.contributor)
        db.session.add(article)
        audit("create", article)
        id_ = article.id
    return redirect(url_for("admin.stories.editing.edit", id=id_), 303)


@articles.get("/suggestions")
@open_to("contributor")
def suggestions() -> dict[str, Any]:
    """Stories to link to, as JSON; what readers have or will have comes first."""
    words, now = request.args.get("q", "")[:LONGEST_SEARCH], utc_now()
    found = StoryList(current_editor(), words).suggestions(now, MOST_SUGGESTIONS)
    return {
        "stories": [
            {
                "headline": row.headline or "Untitled",
                "path": path_of(row.kind, row.slug),
                "state": Article(
                    status=row.status, published_at=row.published_at
                ).state(now),
            }
            for row in found
        ]
    }


def _asked() -> StoryList:
    """What is no choice of ours narrows nothing. Raises BadCursor."""
    asked = request.args
    return StoryList(
        reader=current_editor(),
        words=asked.get("q", "")[:LONGEST_SEARCH].strip(),
        state=_one_of(STATES, asked.get("state", "")),
        kind=_one_of(KINDS, asked.get("kind", "")),
        region=asked.get("region", "").replace("\0", ""),
        topic=asked.get("topic", "").replace("\0", ""),
        contributor=asked.get("contributor", "").replace("\0", ""),
        mine=asked.get("mine") == "1",
        after=Cursor.asked(asked.get("after")),
    )


def _one_of(known: tuple[str, ...], asked: str) -> str:
    return asked if asked in known else ""


def _parameters(stories: StoryList) -> dict[str, str]:
    """Of the list's address, the cursor left out."""
    given = {
        "q": stories.words,
        "state": stories.state,
        "kind": stories.kind,
        "region": stories.region,
        "topic": stories.topic,
        "contributor": stories.contributor,
        "mine": "1" if stories.mine else "",
    }
    return {name: value for name, value in given.items() if value}


def _choices(reader: Editor) -> dict[str, Any]:
    regions = select(Region.slug, Region.name).order_by(Region.position, Region.name)
    writers = select(Contributor.slug, Contributor.name).order_by(Contributor.name)
    return {
        "region": db.session.execute(regions).all(),
        "contributor": db.session.execute(writers).all()
        if reader.is_at_least("editor")
        else [],
    }
