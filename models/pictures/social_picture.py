"""Social pictures: what other sites show beside a link.

Each is named by what it shows, so pages can name it before it is drawn. It is drawn
when somebody first asks for it, and nothing about it is stored in the database: an
archive is not drawn in advance, and a drawing changes no edition.
"""

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256

from models.setting import Newsroom
from models.stories.article import Article
from models.taxonomy.hue import NO_REGION

LOOK = 1  # counted up when they come to look otherwise: then all are drawn again
WIDTH, HEIGHT = 1200, 630  # pixels
MAGAZINE = 0  # in place of an article's id, for pages that are no story's
NAME = re.compile(r"social-([0-9]+)-.*")


@dataclass(frozen=True)
class Drawing:
    """All that is drawn. `hue` is degrees, None without a region; `original` is the
    media key of a picture, or "".
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
        """The media key: another drawing, another key."""
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
    """It belongs to no region, so all lines of longitude are lit."""
    return Drawing(newsroom.tagline, newsroom.name, hue=NO_REGION)


def social_name(story: int, drawing: Drawing) -> str:
    """In the media store: it says whose it is, so that old ones can be found."""
    return f"social-{story}-{drawing.key}"


def story_in_name(name: str) -> int | None:
    named = NAME.fullmatch(name)
    return int(named[1]) if named else None
