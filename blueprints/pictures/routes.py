"""Pictures by the hash of their content, cached for ever."""

from flask import Blueprint, Response, abort, request

from models.pictures.media import MediaStore, media
from web.permission import open_to_anybody

pictures = Blueprint("pictures", __name__, url_prefix="/media")
FOR_EVER = "public, max-age=31536000, immutable"


@pictures.get("/<key>")
@open_to_anybody
def show(key: str) -> Response:
    if not MediaStore.key_is_valid(key):
        abort(404)
    tag = key.partition(".")[0]
    # The key names the content: a client that has it needs no look at the file.
    is_known = request.if_none_match.contains_weak(tag)
    response = Response(status=304) if is_known else Response(_read(key))
    response.mimetype = media.media_type(key)
    response.headers["Cache-Control"] = FOR_EVER
    # Feeds and cards show them on other sites.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(tag)
    return response


def _read(key: str) -> bytes:
    data = media.serve(key)
    return abort(404) if data is None else data
