"""A story as a card on another site."""

from typing import Any

from flask import url_for

from models.stories.article import Article
from web.site.structured_data import absolute

THUMBNAIL = 960  # pixels


def thumbnail(
    article: Article, maxwidth: int | None, maxheight: int | None
) -> dict[str, Any]:
    """The largest file of its picture that keeps within the bounds, if there is one."""
    picture = article.lead_picture
    files = picture.renditions("card", "image/jpeg") if picture else []
    widest, highest = maxwidth or THUMBNAIL, maxheight or THUMBNAIL
    fitting = [f for f in files if f.width <= widest and f.height <= highest]
    if not fitting:
        return {}
    return {
        "thumbnail_url": absolute(url_for("pictures.show", key=fitting[-1].key)),
        "thumbnail_width": fitting[-1].width,
        "thumbnail_height": fitting[-1].height,
    }
