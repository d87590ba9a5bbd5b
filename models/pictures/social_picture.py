"""Social pictures: drawn by the worker, for other sites to show beside a link."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Select, String, and_, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.pictures.picture import Picture
from models.setting import Newsroom
from models.stories.article import Article
from models.stories.placement import ArticleRegion
from models.taxonomy.hue import NO_REGION
from models.taxonomy.region import Region

LOOK = 1  # counted up when they come to look otherwise: then all are drawn again
WIDTH, HEIGHT = 1200, 630  # pixels
MAGAZINE = "magazine"
Place = tuple[str, int, int, int]  # a region's name, hue, west and east
Shown = tuple[str, float, float]  # a picture's original and its focal point


class Kept(NamedTuple):
    """What there is of a drawing: the columns of KEPT."""

    digest: str
    wanted: str
    claimed_until: datetime | None


class SocialPicture(SeenByReaders, Base):
    """`subject` is an article's id, or the magazine for pages that are no story's.

    `digest` is of the drawing that `key` shows: pages that want another one do without
    until it is drawn. A `key` of "" says that it cannot be. `wanted` is of the drawing
    that was begun last, and `failure` why that came to nothing.
    """

    __tablename__ = "social_pictures"

    subject: Mapped[str] = mapped_column(String(20), primary_key=True)
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), unique=True
    )
    digest: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str] = mapped_column(String(80), default="")
    wanted: Mapped[str] = mapped_column(String(64), default="")
    claimed_until: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(300), default="")

    def changes_edition(self) -> bool:
        attributes = inspect(self).attrs
        return any(attributes[n].history.has_changes() for n in ("digest", "key"))


JOINED = slice(0, 4), slice(4, 7), slice(7, None)  # a Place, a Shown and a Kept
KEPT = (SocialPicture.digest, SocialPicture.wanted, SocialPicture.claimed_until)


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
    def digest(self) -> str:
        """Names it by its content: another drawing, another name."""
        said = json.dumps([LOOK, vars(self)], sort_keys=True)
        return sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Wish:
    """A drawing that a page would show. `article_id` None: that of the magazine."""

    article_id: int | None
    drawing: Drawing

    @property
    def subject(self) -> str:
        return MAGAZINE if self.article_id is None else str(self.article_id)

    def is_free(self, kept: Kept | None, now: datetime) -> bool:
        """Nobody is at it, nor has it failed just now."""
        if kept is None or kept.claimed_until is None:
            return True
        return kept.claimed_until <= now or kept.wanted != self.drawing.digest


def story_wish(article: Article, newsroom: Newsroom) -> Wish:
    label, picture = article.label, article.lead_picture
    place: Place | None = None
    if label:
        place = label.name, label.hue, label.west, label.east
    shown: Shown | None = None
    if picture:
        shown = picture.original, picture.focal_x, picture.focal_y
    kind, headline = article.kind, article.headline
    return Wish(article.id, _composed(newsroom, kind, headline, place, shown))


def magazine_wish(newsroom: Newsroom) -> Wish:
    """It belongs to no region, so all lines of longitude are lit."""
    return Wish(None, Drawing(newsroom.tagline, newsroom.name, hue=NO_REGION))


def drawn_key(wish: Wish, row: SocialPicture | None) -> str:
    """The media key, or "" while there is none of just this drawing."""
    return row.key if row and row.digest == wish.drawing.digest else ""


def wishes(newsroom: Newsroom, now: datetime) -> Iterator[tuple[Wish, Kept | None]]:
    """What readers' pages would show, the newest story first, and what there is of it.

    Drafts are not among it: what nobody may see yet is not drawn.
    """
    mine = select(*KEPT).where(SocialPicture.subject == MAGAZINE)
    row = db.session.execute(mine).one_or_none()
    yield magazine_wish(newsroom), Kept(*row) if row else None
    stories = db.session.execute(_stories(now)).all()
    db.session.rollback()  # SQLite's writers must not wait for what follows
    for id_, kind, headline, *more in stories:
        place, shown, kept = (_joined(more[part]) for part in JOINED)
        drawing = _composed(newsroom, kind, headline, place, shown)
        yield Wish(id_, drawing), Kept(*kept) if kept else None


def _composed(
    newsroom: Newsroom,
    kind: str,
    headline: str,
    place: Place | None,
    shown: Shown | None,
) -> Drawing:
    kicker = newsroom.briefs_name if kind == "brief" else ""
    name, hue, west, east = place or (kicker, None, -180, 180)
    picture = shown or ("", 0.5, 0.5)
    return Drawing(newsroom.name, headline, name, hue, west, east, *picture)


def _joined(columns: list[Any]) -> Any:
    """None for what the story does not have."""
    return tuple(columns) if columns[0] is not None else None


def _stories(now: datetime) -> Select[Any]:
    is_label = and_(ArticleRegion.article_id == Article.id, ArticleRegion.position == 0)
    columns: tuple[Any, ...] = (
        *(Article.id, Article.kind, Article.headline),
        *(Region.name, Region.hue, Region.west, Region.east),
        *(Picture.original, Picture.focal_x, Picture.focal_y),
        *KEPT,
    )
    return (
        select(*columns)
        .select_from(Article)
        .outerjoin(ArticleRegion, is_label)
        .outerjoin(Region, Region.id == ArticleRegion.region_id)
        .outerjoin(Picture, Picture.id == Article.lead_picture_id)
        .outerjoin(SocialPicture, SocialPicture.article_id == Article.id)
        .where(Article.public(now))
        .order_by(Article.published_at.desc(), Article.id.desc())
    )
