"""The history of a story: revisions, their differences, and restoring one."""

from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import defer
from werkzeug.wrappers import Response

from blueprints.admin.stories.editing.address import free_slug
from blueprints.admin.stories.labels import FIELD_LABELS
from blueprints.admin.stories.lookup import readable_story, writable_story
from extensions import db
from models.base import transaction
from models.body.difference import difference
from models.body.readable import readable
from models.input_rules import LARGEST_ID, read_number, whole_number
from models.stories.article import Article
from models.stories.content import Content
from models.stories.draft import (
    current_content,
    current_version,
    has_pending_changes,
    save_draft,
)
from models.stories.revision import Revision, revision_of, text_before
from web.accounts.audit import audit
from web.clock import utc_now
from web.permission import current_member, open_to

revisions = Blueprint("revisions", __name__, url_prefix="/articles/<int:id>")
PAGE = 50
MOST_NUMBERS = 2**31
NOTHING = "This revision is the same as the current text."
SAVED_MEANWHILE = "Somebody else has saved this story. Check its history first."


class Line(NamedTuple):
    """`grown` is the change in words since the revision before, if that is known."""

    revision: Revision
    grown: int | None


@revisions.get("/revisions/")
@open_to("contributor")
def index(id: int) -> str:
    article = readable_story(id)
    before = request.args.get("before", type=whole_number)
    rows = _page_of(id, before)
    lines = _lines(rows)[:PAGE]
    latest = text_before(id) if not before else None
    return render_template(
        "admin/stories/revisions/index.html",
        article=article,
        groups=_groups(lines),
        before=rows[PAGE - 1].number if len(rows) > PAGE else None,
        is_newest=not before,
        now=latest.number if latest else None,
        may_write=article.may_be_written_by(current_member()),
        version=current_version(article),
    )


@revisions.get("/revisions/<int:number>")
@open_to("contributor")
def show(id: int, number: int) -> str:
    """Compared with the revision before, another one by number, or the current text."""
    article = readable_story(id)
    revision = revision_of(id, number) or abort(404)
    against = request.args.get("against", "")
    before = text_before(id, number)
    is_text = request.args.get("view") == "text"
    return render_template(
        "admin/stories/revisions/show.html",
        article=article,
        revision=revision,
        view="text" if is_text else "since" if against == "now" else "changes",
        content=revision.content,
        words=revision.content.in_words(),
        text=readable(revision.content.in_words()["body"]),
        changes=[] if is_text else difference(*_sides(article, revision, against)),
        against=_against(against, before),
        labels=FIELD_LABELS,
        may_write=article.may_be_written_by(current_member()),
        version=current_version(article),
    )


@revisions.post("/revisions/<int:number>/restoration")
@open_to("contributor")
def create_restoration(id: int, number: int) -> Response:
    """Restores as a new revision; the current text stays in the history."""
    version = request.form.get("version", type=whole_number)
    with transaction():
        article = writable_story(id)
        revision = revision_of(id, number) or abort(404)
        # Restoring would hide what somebody else has just saved.
        if version != current_version(article):
            abort(409, SAVED_MEANWHILE)
        # Leaves out pictures, regions and people that were deleted since.
        content = _restored(revision.content.still_there(), article)
        message = _restore(article, content, f"Revision {number} again")
        if message:
            audit("restore", article, f"revision {number}")
    flash(message or NOTHING, "done" if message else "note")
    return redirect(url_for("admin.stories.editing.edit", id=id), 303)


@revisions.post("/reversion")
@open_to("contributor")
def create_reversion(id: int) -> Response:
    """Back to the published text; the unpublished changes stay in the history."""
    with transaction():
        article = writable_story(id)
        if not has_pending_changes(article):
            abort(409, "There are no unpublished changes.")
        message = _restore(article, Content.of(article), "As readers see it")
        audit("discard changes", article)
    flash(message, "done")
    return redirect(url_for("admin.stories.editing.edit", id=id), 303)


def _restore(article: Article, content: Content, name: str) -> str:
    """The message with its undo button; None if nothing changes."""
    before = text_before(article.id)
    if content == current_content(article):
        return ""
    draft = save_draft(
        article,
        content,
        based_on=current_version(article),
        editor=current_member(),
        now=utc_now(),
        kind="restored",
        name=name,
    )
    inputs = {"article": article, "version": draft.version}
    number = before.number if before else None
    return Markup(  # noqa: S704  # of a template
        render_template(
            "admin/stories/revisions/_restored.html", name=name, number=number, **inputs
        )
    )


def _restored(content: Content, article: Article) -> Content:
    """All but the slug, if the current one was public or the old one is taken."""
    # A restored slug would break links that readers already have.
    if article.was_public:
        now = current_content(article)
        return replace(content, slug=now.slug, kind=now.kind)
    return replace(content, slug=free_slug(content.slug, article))


def _page_of(id_: int, before: int | None) -> list[Revision]:
    """Newest first, without texts, and one more than a page holds."""
    of_story = select(Revision).where(Revision.article_id == id_)
    is_number = before is not None and 0 < before < MOST_NUMBERS
    older = of_story.where(Revision.number < before) if is_number else of_story
    newest = older.order_by(Revision.number.desc()).limit(PAGE + 1)
    return list(db.session.scalars(newest.options(defer(Revision.stored))))


def _lines(rows: list[Revision]) -> list[Line]:
    """Each compared with the previous revision that was the story's text."""
    lines = []
    for place, row in enumerate(rows):
        # A revision that lost a conflict was never the text of the story.
        older = (other for other in rows[place + 1 :] if not other.was_overtaken)
        before = next(older, None)
        if row.number == 1:
            lines.append(Line(row, row.word_count))
        else:
            grown = row.word_count - before.word_count if before else None
            lines.append(Line(row, grown))
    return lines


def _groups(lines: list[Line]) -> list[tuple[bool, list[Line]]]:
    """Consecutive autosaves are grouped."""
    by_rank: Any = groupby(lines, key=lambda line: line.revision.stands_out)
    return [(stands_out, list(group)) for stands_out, group in by_rank]


def _sides(
    article: Article, revision: Revision, against: str
) -> tuple[dict[str, str], dict[str, str]]:
    other: Revision | None
    if against == "now":
        return revision.content.in_words(), current_content(article).in_words()
    number = read_number(against, 0, LARGEST_ID)
    if number is not None:
        other = revision_of(article.id, number) or abort(404)
    else:
        other = text_before(article.id, revision.number)
    before = other.content.in_words() if other else {}
    return before, revision.content.in_words()


def _against(value: str, before: Revision | None) -> str:
    """The name of the revision it is compared with."""
    if value == "now":
        return "the current text"
    number = read_number(value, 0, LARGEST_ID)
    if number is not None:
        return f"no. {number}"
    return f"no. {before.number}" if before else "nothing"
