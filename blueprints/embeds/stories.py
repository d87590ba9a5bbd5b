"""A story as a card on another site."""

from datetime import datetime
from typing import Any

from flask import abort, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models.stories.article import Article
from models.stories.placement import load_placements
from web.site.structured_data import absolute

READABLE = ("article", "brief")
THUMBNAIL = 960  # pixels


def public_story(slug: str, now: datetime) -> Article:
    """Aborts with 404."""
    here = select(Article).where(Article.slug == slug, Article.kind.in_(READABLE))
    shown = here.where(Article.public(now)).options(joinedload(Article.lead_picture))
    article = db.session.scalar(shown)
    if article is None:
        abort(404, "There is no public story at this address.")
    load_placements([article])
    return article


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
