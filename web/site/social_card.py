"""What other sites show beside a link to a page: https://ogp.me."""

import re
from dataclasses import dataclass

from flask import url_for

from models.pictures.picture import Picture
from models.pictures.social_picture import (
    HEIGHT,
    WIDTH,
    SocialPicture,
    drawn_key,
    story_wish,
)
from models.stories.article import Article
from web.site.context import site_context
from web.site.structured_data import absolute

# A language, perhaps a script, and a territory: RFC 5646, 2.1.
TERRITORIAL = re.compile("([A-Za-z]{2,3})(?:-[A-Za-z]{4})?-([A-Za-z]{2})(?:-.*)?")


@dataclass(frozen=True)
class CardImage:
    """Sizes are pixels."""

    url: str
    width: int
    height: int
    alt_text: str


def card_image(
    article: Article | None = None, portrait: Picture | None = None
) -> CardImage | None:
    """The story's social picture; until that is drawn, its lead picture as it is; and
    for what has neither the magazine's own.
    """
    key = social_key(article, article.social_picture) if article else ""
    if article and key:
        return _drawn(key, article.headline)
    picture = article.lead_picture if article else portrait
    files = picture.renditions("whole", "image/jpeg") if picture else []
    if picture and files:
        file, said = files[-1], picture.alt_text
        return CardImage(media_address(file.key), file.width, file.height, said)
    key = site_context().social_key
    return _drawn(key, site_context().newsroom.name) if key else None


def media_address(key: str) -> str:
    return absolute(url_for("pictures.show", key=key))


def card_locale() -> str:
    """As language_TERRITORY, or "" for a language that is of no territory."""
    found = TERRITORIAL.fullmatch(site_context().newsroom.language)
    return f"{found[1].lower()}_{found[2].upper()}" if found else ""


def social_key(article: Article, row: SocialPicture | None) -> str:
    """Of the picture that shows the story as it is now, or ""."""
    return drawn_key(story_wish(article, site_context().newsroom), row)


def _drawn(key: str, said: str) -> CardImage:
    return CardImage(media_address(key), WIDTH, HEIGHT, said)
