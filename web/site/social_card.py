"""Metadata for link previews on other sites (https://ogp.me)."""

import re
from dataclasses import dataclass

from flask import url_for

from models.pictures.picture import Picture
from models.pictures.social_picture import (
    HEIGHT,
    MAGAZINE,
    WIDTH,
    magazine_drawing,
    story_drawing,
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
) -> CardImage:
    """The story's social picture, the portrait, or the magazine's social picture."""
    newsroom = site_context().newsroom
    if article:
        key = story_drawing(article, newsroom).key
        return _social(article.id, key, article.headline)
    files = portrait.renditions("whole", "image/jpeg") if portrait else []
    if portrait and files:
        file, words = files[-1], portrait.alt_text
        return CardImage(media_address(file.key), file.width, file.height, words)
    return _social(MAGAZINE, magazine_drawing(newsroom).key, newsroom.name)


def media_address(key: str) -> str:
    return absolute(url_for("pictures.show", key=key))


def card_locale() -> str:
    """As language_TERRITORY, or "" for a language without a territory."""
    found = TERRITORIAL.fullmatch(site_context().newsroom.language)
    return f"{found[1].lower()}_{found[2].upper()}" if found else ""


def _social(story: int, key: str, words: str) -> CardImage:
    url = absolute(url_for("pictures.social", story=story, key=key))
    return CardImage(url, WIDTH, HEIGHT, words)
