"""Strips: a region's newest story with its picture, and the headlines after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from extensions import db
from models.listing.line import Line
from models.pictures.picture import Picture
from models.stories.article import Article
from web.site.context import RegionFact


@dataclass(frozen=True)
class Strip:
    """`first` is None where a region has no stories yet."""

    region: RegionFact
    first: Line | None
    others: list[Line]
    picture: Picture | None


def with_pictures(lists: Iterable[tuple[RegionFact, list[Line]]]) -> list[Strip]:
    """One query, for the lead pictures of all first stories."""
    named = list(lists)
    pictures = _pictures({lines[0].id for _, lines in named if lines})
    return [_strip(region, lines, pictures) for region, lines in named]


def _strip(
    region: RegionFact, lines: list[Line], pictures: Mapping[int, Picture]
) -> Strip:
    first = lines[0] if lines else None
    picture = pictures.get(first.id) if first else None
    return Strip(region, first, lines[1:], picture)


def _pictures(article_ids: set[int]) -> dict[int, Picture]:
    """The lead pictures of these stories that are large enough for a card."""
    if not article_ids:
        return {}
    found = db.session.execute(
        select(Article.id, Picture)
        .join(Picture, Picture.id == Article.lead_picture_id)
        .where(Article.id.in_(article_ids))
    )
    return {id_: picture for id_, picture in found if picture.fits_card}
