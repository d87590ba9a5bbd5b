"""The newsroom's stories: listing, filtering, creating, and suggestions for links."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from blueprints.admin.stories.checks import checks
from blueprints.admin.stories.corrections import corrections
from blueprints.admin.stories.editing.routes import editing
from blueprints.admin.stories.media_embeds import media_embeds
from blueprints.admin.stories.pages import pages
from blueprints.admin.stories.preview import preview
from blueprints.admin.stories.publication import publication
from blueprints.admin.stories.recovery import recovery
from blueprints.admin.stories.revisions import revisions
from blueprints.admin.stories.schedule import schedule
from blueprints.admin.stories.workflow import workflow
from extensions import db
from models.base import transaction
from models.listing.cursor import Cursor
from models.staff.staff_member import StaffMember
from models.stories.article import KINDS, Article, path_of
from models.stories.beginning import begin_story
from models.stories.story_list import STATES, StoryList
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to

stories = Blueprint("stories", __name__)
for part in (
    checks,
    corrections,
    editing,
    media_embeds,
    pages,
    preview,
    publication,
    recovery,
    revisions,
    schedule,
    workflow,
):
    stories.register_blueprint(part)
MOST_SUGGESTIONS = 8
LONGEST_SEARCH = 200


@stories.get("/articles/")
@open_to("contributor")
def index() -> str:
    found, now = _requested_list(), utc_now()
    return render_template(
        "admin/stories/index.html",
        stories=found,
        page=found.page(now),
        counts=found.counts(now),
        parameters=_parameters(found),
        states=STATES,
        kinds=KINDS,
        now=now,
        choices=_choices(found.reader),
    )


@stories.post("/articles/")
@open_to("contributor")
def create() -> Response:
    """Creates an untitled story owned by the member."""
    kind = request.form.get("kind", "article")
    with transaction():
        article = begin_story(kind, current_member(), utc_now())
        audit("create", article)
        id_ = article.id
    return redirect(url_for("admin.stories.editing.edit", id=id_), 303)


@stories.get("/articles/suggestions")
@open_to("contributor")
def suggestions() -> dict[str, Any]:
    """Stories to link to, as JSON; public and scheduled ones first."""
    words, now = request.args.get("q", "")[:LONGEST_SEARCH], utc_now()
    found = StoryList(current_member(), words).suggestions(now, MOST_SUGGESTIONS)
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


def _requested_list() -> StoryList:
    """Ignores unknown values. Raises BadCursor."""
    args = request.args
    return StoryList(
        reader=current_member(),
        words=args.get("q", "")[:LONGEST_SEARCH].strip(),
        state=_one_of(STATES, args.get("state", "")),
        kind=_one_of(KINDS, args.get("kind", "")),
        # PostgreSQL refuses a NUL in a parameter.
        region=args.get("region", "").replace("\0", ""),
        topic=args.get("topic", "").replace("\0", ""),
        contributor=args.get("contributor", "").replace("\0", ""),
        mine=args.get("mine") == "1",
        after=Cursor.read_optional(args.get("after")),
    )


def _one_of(known: tuple[str, ...], value: str) -> str:
    return value if value in known else ""


def _parameters(found: StoryList) -> dict[str, str]:
    """The list's query parameters without the cursor."""
    given = {
        "q": found.words,
        "state": found.state,
        "kind": found.kind,
        "region": found.region,
        "topic": found.topic,
        "contributor": found.contributor,
        "mine": "1" if found.mine else "",
    }
    return {name: value for name, value in given.items() if value}


def _choices(reader: StaffMember) -> dict[str, Any]:
    regions = select(Region.slug, Region.name).order_by(Region.position, Region.name)
    writers = select(Contributor.slug, Contributor.name).order_by(Contributor.name)
    return {
        "region": db.session.execute(regions).all(),
        "contributor": db.session.execute(writers).all()
        if reader.is_at_least("editor")
        else [],
    }
