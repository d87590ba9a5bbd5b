"""Pictures by the hash of their content, cached for ever."""

from flask import Blueprint, Response, abort, request

from models.pictures.media import MediaStore, media
from web.permission import open_to_anybody

pictures = Blueprint("pictures", __name__, url_prefix="/media")
FOR_EVER = "public, max-age=31536000, immutable"


@pictures.get("/<key>")
@open_to_anybody
def show(key: str) -> Response:
    data = media.get(key) if MediaStore.key_is_valid(key) else None
    if data is None:
        abort(404)
    response = Response(data, mimetype=media.media_type(key))
    response.headers["Cache-Control"] = FOR_EVER
    # Feeds and cards show them on other sites.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(key.partition(".")[0])
    response.make_conditional(request)
    return response
