"""Previews of a story on every surface, and links that share them."""

from functools import partial
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from blueprints.admin.stories.lookup import readable_story
from extensions import db
from models.base import transaction
from models.input_rules import whole_number
from models.plurals import counted
from models.stories.article import Article
from models.stories.draft import current_content, has_pending_changes
from models.stories.preview import preview_of
from models.stories.preview_link import DEFAULT_LIFE, LIVES, PreviewLink, links_of
from web.accounts.audit import audit
from web.clock import utc_now
from web.framing import framed_here, frames_ours
from web.permission import current_member, open_to
from web.preview.surface_inputs import View
from web.preview.urls import Addresses
from web.preview.viewer import Viewer, chosen_surface, chosen_width, framed
from web.site.structured_data import absolute

preview = Blueprint("preview", __name__, url_prefix="/articles/<int:id>")


@preview.get("/preview", defaults={"surface": "page"})
@preview.get("/preview/<surface>")
@open_to("contributor")
@frames_ours
def show(id: int, surface: str) -> str:
    article = readable_story(id)
    content, now = current_content(article), utc_now()
    viewer = Viewer(
        kind=content.kind,
        surface=chosen_surface(content.kind, surface),
        width=chosen_width(),
        address=partial(url_for, "admin.stories.preview.show", id=id),
        frame=_frame(id, surface),
    )
    return render_template(
        "admin/stories/preview/show.html",
        article=article,
        content=content,
        viewer=viewer,
        links=_links(id),
        lives=LIVES,
        default_life=DEFAULT_LIFE,
        state=article.state(now),
        pending=has_pending_changes(article),
    )


@preview.get("/surfaces/<surface>")
@open_to("contributor")
@framed_here
def show_surface(id: int, surface: str) -> str | Response:
    article = readable_story(id)
    # The rest has no tab of its own: it is part of an opened story.
    around = "opened" if surface == "rest" else surface
    return framed(
        surface,
        _view(article),
        url_for("admin.stories.preview.show", id=id, surface=around),
    )


@preview.post("/preview-links/")
@open_to("contributor")
def create_link(id: int) -> Response:
    days = request.form.get("days", type=whole_number)
    if days not in LIVES:
        choices = ", ".join(map(str, LIVES))
        abort(400, f"Choose for how many days the link is valid: {choices}.")
    with transaction():
        article = readable_story(id)
        link = PreviewLink.make(id, current_member(), days, utc_now())
        db.session.add(link)
        audit("share preview", article, counted(days, "day"))
    flash("Created. Anyone with the link below can see the preview.", "done")
    return redirect(url_for("admin.stories.preview.show", id=id, _anchor="links"), 303)


@preview.post("/preview-links/<int:link_id>/revocation")
@open_to("contributor")
def create_revocation(id: int, link_id: int) -> Response:
    with transaction():
        article = readable_story(id)
        link = db.session.get(PreviewLink, link_id)
        # The permission was checked for this story, not for the link’s.
        if link is None or link.article_id != id:
            abort(404)
        link.revoke(utc_now())
        audit("revoke preview link", article)
    flash("The link is revoked.", "done")
    return redirect(url_for("admin.stories.preview.show", id=id, _anchor="links"), 303)


def _view(article: Article) -> View:
    content, now = current_content(article), utc_now()
    frame = partial(_frame, article.id)
    addresses = Addresses(content.kind, content.slug, frame)
    return View(preview_of(article, content, now), addresses, now)


def _frame(id_: int, surface: str) -> str:
    return url_for("admin.stories.preview.show_surface", id=id_, surface=surface)


def _links(id_: int) -> list[dict[str, Any]]:
    secret = current_app.config["SECRET_KEY"]
    return [
        {
            "row": link,
            "address": absolute(url_for("previews.show", token=link.token(secret))),
        }
        for link in links_of(id_, utc_now())
    ]
