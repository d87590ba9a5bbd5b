"""A picture: its words, its focal point, and the files made of it."""

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
    """`original` is the media key of the cleaned upload: no page of readers names it,
    but it is no secret either: whoever knows its key reads it like any other file.
    `sha256` and `file_name` are those of the upload as it came. `previous` is the file
    that was replaced. `failure` says why no renditions could be made.
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
    taken_in_at: Mapped[datetime] = mapped_column(
        default=lambda: datetime.now(UTC), index=True
    )
    taken_in_by: Mapped[str] = mapped_column(String(300), default="")
    editor_id: Mapped[int | None] = mapped_column(
        # Editors name contributors, and those name pictures: the circle is cut here.
        ForeignKey("editors.id", ondelete="SET NULL", use_alter=True),
        index=True,
    )
    previous: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    def renditions(self, crop: str, media_type: str) -> list[Rendition]:
        """Smallest first; empty until the worker has made them."""
        rows = (
            row
            for row in self.rendition_rows
            if row["crop"] == crop and row["media_type"] == media_type
        )
        return [Rendition(**row) for row in sorted(rows, key=itemgetter("width"))]

    def show(self, rows: list[dict[str, Any]], now: datetime) -> None:
        """From now on readers are served these files."""
        self.rendition_rows = rows
        self.settle(now)

    def focus_on(self, x: float, y: float) -> None:
        """Another focal point makes other crops, so the renditions are due again."""
        if (self.focal_x, self.focal_y) != (x, y):
            self.focal_x, self.focal_y = x, y
            self.ask_for_renditions()

    def ask_for_renditions(self) -> None:
        """At once, without the pause that follows a failure."""
        self.make_due(datetime.now(UTC))

    def take_file(self, file: "dict[str, Any] | Picture") -> None:
        """Readers keep the files there are until those of the new one are made."""
        new = file if isinstance(file, dict) else file.file
        self.previous = self.file
        for name in FILE:
            setattr(self, name, new[name])
        self.ask_for_renditions()

    @property
    def file(self) -> dict[str, Any]:
        """What `take_file` takes."""
        return {name: getattr(self, name) for name in FILE}

    @property
    def is_on_its_way(self) -> bool:
        """The worker has yet to try."""
        return self.renditions_due and not self.failure

    @property
    def words_version(self) -> str:
        """Names the state of what an editor can change: another state, another name."""
        parts = [*(getattr(self, name) for name in WORDS), self.focal_x, self.focal_y]
        return sha256(repr(parts).encode()).hexdigest()[:16]

    @property
    def fits_card(self) -> bool:
        """Whether a card shows it without blowing it up."""
        return min(self.width, self.height * 3 // 2) >= SMALLEST_CARD

    @property
    def is_transparent(self) -> bool:
        """What has transparency is kept as PNG: see jobs/images/imaging.py."""
        return self.media_type == "image/png"

    @property
    def name(self) -> str:
        """For lists of the newsroom: the best words there are."""
        return self.alt_text or self.caption or self.file_name or f"Picture {self.id}"

    def changes_edition(self) -> bool:
        """A new picture is on no page yet; of a deleted one no file is served."""
        state = inspect(self)
        if state.session and self in state.session.deleted:
            return True
        shown = (state.attrs[name] for name in SHOWN)
        return not state.pending and any(one.history.has_changes() for one in shown)
