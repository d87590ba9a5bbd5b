"""A story on another site: the page for its frame, and its picture for oEmbed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from flask import abort, url_for
from werkzeug.exceptions import NotFound

from blueprints.embeds.embedding import requested_theme
from models.pictures.picture import Picture
from models.redirect import redirect_from
from models.stories.article import Article
from web.site.public_story import public_story
from web.site.renamed import moved_to
from web.site.structured_data import absolute

LAYOUTS = ("card", "line", "picture")
PAGES = "/articles/"
THUMBNAIL = 960  # pixels


@dataclass(frozen=True)
class FramedStory:
    article: Article
    layout: str
    theme: str

    @classmethod
    def read(cls, slug: str, query: Mapping[str, str], now: datetime) -> Self:
        """Aborts with 400, 404 or 410, or with 301 for a story that has moved."""
        layout, theme = query.get("layout", LAYOUTS[0]), requested_theme(query)
        if layout not in LAYOUTS:
            abort(400, f"layout is one of {', '.join(LAYOUTS)}.")
        return cls(_story_or_redirect(slug, query, now), layout, theme)

    @property
    def picture(self) -> Picture | None:
        """None if the layout has none, or no file is large enough yet."""
        picture = self.article.lead_picture
        if self.layout == "line" or picture is None or not picture.fits_card:
            return None
        return picture if picture.renditions("card", "image/jpeg") else None


def _story_or_redirect(slug: str, query: Mapping[str, str], now: datetime) -> Article:
    try:
        return public_story(slug, now)
    except NotFound:
        moved = redirect_from(f"{PAGES}{slug}") or ""
        new = moved.removeprefix(PAGES)
        if not moved.startswith(PAGES) or "/" in new or "?" in new:
            raise
        values: dict[str, Any] = {**query, "slug": new}
        return abort(moved_to(url_for("embeds.story", **values)))


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
