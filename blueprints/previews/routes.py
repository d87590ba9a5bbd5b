"""Shared previews: a story's surfaces for anyone with the link, until it expires."""

from functools import partial

from flask import Blueprint, abort, current_app, render_template, url_for
from werkzeug.wrappers import Response

from models.stories.draft import current_content, has_pending_changes
from models.stories.preview import preview_of
from models.stories.preview_link import EndedLink, NoSuchLink, PreviewLink, open_link
from web.clock import utc_now
from web.framing import framed_here, frames_ours
from web.permission import open_to_anybody
from web.preview.surface_inputs import View
from web.preview.urls import Addresses
from web.preview.viewer import Viewer, chosen_surface, chosen_width, framed

previews = Blueprint("previews", __name__, url_prefix="/previews/<token>")
UNKNOWN = "This preview link is incomplete. Copy the whole link, or ask for a new one."


@previews.get("", defaults={"surface": "page"})
@previews.get("/<surface>")
@open_to_anybody
@frames_ours
def show(token: str, surface: str) -> str:
    link = _opened(token)
    article = link.article
    content = current_content(article)
    viewer = Viewer(
        kind=content.kind,
        surface=chosen_surface(content.kind, surface),
        width=chosen_width(),
        address=partial(url_for, ".show", token=token),
        frame=_frame(token, surface),
    )
    return render_template(
        "previews/show.html",
        content=content,
        viewer=viewer,
        link=link,
        state=article.state(utc_now()),
        pending=has_pending_changes(article),
    )


@previews.get("/surfaces/<surface>")
@open_to_anybody
@framed_here
def show_surface(token: str, surface: str) -> str | Response:
    article, now = _opened(token).article, utc_now()
    content = current_content(article)
    addresses = Addresses(content.kind, content.slug, partial(_frame, token))
    view = View(preview_of(article, content, now), addresses, now)
    around = "opened" if surface == "rest" else surface
    return framed(surface, view, url_for(".show", token=token, surface=around))


@previews.errorhandler(EndedLink)
def explain_end(_error: EndedLink) -> tuple[str, int]:
    return render_template("previews/ended.html"), 410


def _opened(token: str) -> PreviewLink:
    """Raises EndedLink; aborts with 404."""
    try:
        link = open_link(token, current_app.config["SECRET_KEY"], utc_now())
    except EndedLink:
        raise
    except NoSuchLink:
        abort(404, UNKNOWN)
    return link


def _frame(token: str, surface: str) -> str:
    return url_for("previews.show_surface", token=token, surface=surface)
