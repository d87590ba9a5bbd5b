"""A picture: its texts, its focal point and its renditions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, String, inspect
from sqlalchemy.orm import Mapped, mapped_column, synonym

from models.base import Base
from models.claimable import Claimable
from models.edition import SeenByReaders

WORDS = ("alt_text", "caption", "credit", "credit_url")
FILE = ("original", "media_type", "sha256", "width", "height", "tone", "file_name")
SMALLEST_CARD = 320  # pixels
SHOWN = (*WORDS, "focal_x", "focal_y", "rendition_rows", "width", "height", "tone")


@dataclass(frozen=True)
class Rendition:
    """One file: `crop` is whole, card or icon, width and height are pixels."""

    crop: str
    media_type: str
    width: int
    height: int
    key: str


class Picture(SeenByReaders, Claimable, Base):
    """`original` is the media key of the cleaned upload. No public page links to it,
    but it is not secret: anyone with the key can read it, like any other file. `sha256`
    and `file_name` are those of the upload. `previous` is the file that was replaced.
    `failure` is why renditions could not be made.
    """

    FIRST_PAUSE = timedelta(minutes=5)
    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    original: Mapped[str] = mapped_column(String(80), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
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
    renditions_due: Mapped[bool] = synonym("is_due")
    file_name: Mapped[str] = mapped_column(String(300), default="")
    uploaded_at: Mapped[datetime] = mapped_column(
        default=lambda: datetime.now(UTC), index=True
    )
    uploaded_by: Mapped[str] = mapped_column(String(300), default="")
    editor_id: Mapped[int | None] = mapped_column(
        # use_alter: staff members refer to contributors, and those to pictures.
        ForeignKey("editors.id", ondelete="SET NULL", use_alter=True),
        index=True,
    )
    previous: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    def renditions(self, crop: str, media_type: str) -> list[Rendition]:
        """Renditions, smallest first; empty until the worker has made them."""
        rows = (
            row
            for row in self.rendition_rows
            if row["crop"] == crop and row["media_type"] == media_type
        )
        return [Rendition(**row) for row in sorted(rows, key=itemgetter("width"))]

    def show(self, rows: list[dict[str, Any]], now: datetime) -> None:
        """Publishes these renditions."""
        self.rendition_rows = rows
        self.settle(now)

    def focus_on(self, x: float, y: float) -> None:
        """Sets the focal point; renditions are due again, as they need new crops."""
        if (self.focal_x, self.focal_y) != (x, y):
            self.focal_x, self.focal_y = x, y
            self.ask_for_renditions()

    def ask_for_renditions(self) -> None:
        """Makes the renditions due now, without the pause after a failure."""
        self.make_due(datetime.now(UTC))

    def take_file(self, file: "dict[str, Any] | Picture") -> None:
        """Readers keep getting the old files until the new renditions exist."""
        new = file if isinstance(file, dict) else file.file
        self.previous = self.file
        for name in FILE:
            setattr(self, name, new[name])
        self.ask_for_renditions()

    @property
    def file(self) -> dict[str, Any]:
        """The columns that `take_file` replaces."""
        return {name: getattr(self, name) for name in FILE}

    @property
    def is_on_its_way(self) -> bool:
        """Whether the worker still has to make its renditions."""
        return self.renditions_due and not self.failure

    @property
    def details_version(self) -> str:
        """A fingerprint of the editable fields, to detect concurrent changes."""
        parts = [*(getattr(self, name) for name in WORDS), self.focal_x, self.focal_y]
        return sha256(repr(parts).encode()).hexdigest()[:16]

    @property
    def fits_card(self) -> bool:
        """Whether it fills a card without being enlarged."""
        return min(self.width, self.height * 3 // 2) >= SMALLEST_CARD

    @property
    def is_transparent(self) -> bool:
        """Pictures with transparency are stored as PNG: see jobs/images/imaging.py."""
        return self.media_type == "image/png"

    @property
    def name(self) -> str:
        """A name for newsroom lists: the best text available."""
        return self.alt_text or self.caption or self.file_name or f"Picture {self.id}"

    def changes_edition(self) -> bool:
        """A new picture is not visible yet, but a deleted one must disappear."""
        state = inspect(self)
        if state.session and self in state.session.deleted:
            return True
        shown = (state.attrs[name] for name in SHOWN)
        return not state.pending and any(one.history.has_changes() for one in shown)
