"""Social pictures: what other sites show beside a link.

Its key is a hash of its inputs, so pages can link to it before it is drawn. It is drawn
on the first request, and the database stores nothing about it: an imported archive
needs no drawing in advance, and drawing advances no edition.
"""

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256

from models.setting import Newsroom
from models.stories.article import Article
from models.taxonomy.hue import NO_REGION

LOOK = 1  # increase when the design changes, so that all are drawn again
WIDTH, HEIGHT = 1200, 630  # pixels
MAGAZINE = 0  # instead of an article id, for pages that are not stories
NAME = re.compile(r"social-([0-9]+)-.*")


@dataclass(frozen=True)
class Drawing:
    """Everything drawn. `hue` is in degrees, None without a region; `original` is a
    picture's media key, or "".
    """

    name: str
    headline: str
    kicker: str = ""
    hue: int | None = None
    west: int = -180
    east: int = 180
    original: str = ""
    focal_x: float = 0.5
    focal_y: float = 0.5

    @property
    def key(self) -> str:
        """The media key, a hash of everything drawn."""
        content = json.dumps([LOOK, vars(self)], sort_keys=True)
        return f"{sha256(content.encode()).hexdigest()[:40]}.jpg"


def story_drawing(article: Article, newsroom: Newsroom) -> Drawing:
    kicker = newsroom.briefs_name if article.kind == "brief" else ""
    drawing = Drawing(newsroom.name, article.headline, kicker)
    label, picture = article.label, article.lead_picture
    if label:
        drawing = replace(drawing, kicker=label.name, hue=label.hue)
        drawing = replace(drawing, west=label.west, east=label.east)
    if picture:
        x, y = picture.focal_x, picture.focal_y
        drawing = replace(drawing, original=picture.original, focal_x=x, focal_y=y)
    return drawing


def magazine_drawing(newsroom: Newsroom) -> Drawing:
    """Without a region, so all lines of longitude are lit."""
    return Drawing(newsroom.tagline, newsroom.name, hue=NO_REGION)


def social_name(story: int, drawing: Drawing) -> str:
    """The file's name, which contains the story's id, so that old ones can be found."""
    return f"social-{story}-{drawing.key}"


def story_in_name(name: str) -> int | None:
    named = NAME.fullmatch(name)
    return int(named[1]) if named else None
