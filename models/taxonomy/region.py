"""Regions: parts of the world, each with a hue and a range of longitudes."""

import zlib
from collections.abc import Sequence

from sqlalchemy import String, Text, select
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.edition import SeenByReaders
from models.fingerprint import EditConflict


def hue_of_slug(context: DefaultExecutionContext) -> int:
    """A stable default hue, derived from the slug."""
    slug: str = context.get_current_parameters()["slug"]  # type: ignore[no-untyped-call]
    return zlib.crc32(slug.encode()) % 36 * 10


class Region(SeenByReaders, Base):
    """`hue` is degrees in OKLCH; `west` and `east` are degrees of longitude."""

    __tablename__ = "regions"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    hue: Mapped[int] = mapped_column(default=hue_of_slug)
    west: Mapped[int] = mapped_column(default=-180)
    east: Mapped[int] = mapped_column(default=180)
    position: Mapped[int] = mapped_column(default=0)


def arrange_regions(ids: Sequence[int]) -> None:
    """Call within a transaction. Raises EditConflict unless `ids` are all regions."""
    rows = {row.id: row for row in db.session.scalars(select(Region))}
    if sorted(ids) != sorted(rows):
        raise EditConflict
    for position, id_ in enumerate(ids):
        if rows[id_].position != position:
            rows[id_].position = position
