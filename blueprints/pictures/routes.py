"""Pictures by content hash, cached forever (immutable)."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from jobs.images.social_pictures import CannotBeDrawn, social_picture
from models.pictures.media import MediaStore, media
from models.pictures.social_picture import MAGAZINE, magazine_drawing, story_drawing
from models.setting import read_newsroom
from models.stories.article import Article
from web.clock import utc_now
from web.permission import open_to_anybody

pictures = Blueprint("pictures", __name__, url_prefix="/media")
FOR_EVER = "public, max-age=31536000, immutable"


@pictures.get("/<key>")
@open_to_anybody
def show(key: str) -> Response:
    """404 for files no picture uses, which stay in the store for a day."""
    files = current_app.extensions["served_files"]
    if not MediaStore.key_is_valid(key) or not files.holds(key, utc_now()):
        abort(404)
    db.session.rollback()  # the store may be slow
    return _for_ever(key, lambda: _read(key))


@pictures.get("/social/<int:story>/<key>")
@open_to_anybody
def social(story: int, key: str) -> Response:
    """Drawn on the first request, and only for public stories."""
    article = _public(story) if story != MAGAZINE else None
    own = magazine_drawing(read_newsroom())
    drawing = story_drawing(article, read_newsroom()) if article else own
    if key != drawing.key:  # from an older page
        return _lead_to(url_for(".social", story=story, key=drawing.key))
    lead = article.lead_picture if article else None
    files = lead.renditions("whole", "image/jpeg") if lead else []
    try:
        return _for_ever(key, lambda: social_picture(story, drawing))
    except CannotBeDrawn:
        if files:
            return _lead_to(url_for(".show", key=files[-1].key))
        if drawing == own:
            abort(404)
        return _lead_to(url_for(".social", story=MAGAZINE, key=own.key))


def _for_ever(key: str, read: Callable[[], bytes]) -> Response:
    tag = key.partition(".")[0]
    # The key is a content hash, so a matching ETag needs no read from the store.
    known = request.if_none_match
    is_known = known.contains_weak(tag)
    # `*` matches any existing file, so only the store can answer.
    content = read() if known.star_tag or not is_known else b""
    response = Response(status=304) if is_known else Response(content)
    response.mimetype = media.media_type(key)
    response.headers["Cache-Control"] = FOR_EVER
    # Feed readers and link previews show them on other sites.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(tag)
    return response


def _read(key: str) -> bytes:
    data = media.serve(key)
    return abort(404) if data is None else data


def _public(id: int) -> Article:
    named = select(Article).where(Article.id == id, Article.public(utc_now()))
    article = db.session.scalar(named.options(joinedload(Article.lead_picture)))
    return abort(404) if article is None else article


def _lead_to(address: str) -> Response:
    headers = {"Location": address, "Cache-Control": "public, max-age=300"}
    return Response(status=302, headers=headers)
