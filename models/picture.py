"""A picture: its words, its focal point, and the files made of it."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, ColumnElement, Float, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.edition import SeenByReaders


@dataclass(frozen=True)
class Rendition:
    """One file: `crop` is whole or card, width and height are pixels."""

    crop: str
    media_type: str
    width: int
    height: int
    key: str


class Picture(SeenByReaders, Base):
    """`original` is the media key of the cleaned upload: no page names it, but it is
    no secret either, and is read like any other file by whoever knows its key.
    """

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    original: Mapped[str] = mapped_column(String(80), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    tone: Mapped[str] = mapped_column(String(3), default="222")
    alt_text: Mapped[str] = mapped_column(String(1000), default="")
    caption: Mapped[str] = mapped_column(String(2000), default="")
    credit: Mapped[str] = mapped_column(String(500), default="")
    credit_url: Mapped[str] = mapped_column(String(2000), default="")
    focal_x: Mapped[float] = mapped_column(Float, default=0.5)
    focal_y: Mapped[float] = mapped_column(Float, default=0.5)
    rendition_rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    renditions_due: Mapped[bool] = mapped_column(default=True, index=True)
    claimed_until: Mapped[datetime | None]

    def renditions(self, crop: str, media_type: str) -> list[Rendition]:
        """Smallest first; empty until the worker has made them."""
        rows = (
            row
            for row in self.rendition_rows
            if row["crop"] == crop and row["media_type"] == media_type
        )
        return [Rendition(**row) for row in sorted(rows, key=itemgetter("width"))]

    def focus_on(self, x: float, y: float) -> None:
        """Another focal point makes other crops, so the renditions are due again."""
        if (self.focal_x, self.focal_y) != (x, y):
            self.focal_x, self.focal_y = x, y
            self.renditions_due = True
            self.claimed_until = None  # no pause after a failure is due any more

    @classmethod
    def is_waiting(cls) -> ColumnElement[bool]:
        return cls.renditions_due.is_(True)
