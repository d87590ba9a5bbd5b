"""Which pictures own which files of the media store. See docs/decisions/0035."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, String, delete, event, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.edition import Edition
from models.pictures.media import MediaUnavailable
from models.pictures.picture import Picture

NAMES_FILES = ("original", "previous", "rendition_rows")


class PictureFile(Base):
    """Written in the same flush as the picture. `left_at` is when the picture got other
    files; the old ones are kept for a day, because open pages still show them.
    """

    __tablename__ = "picture_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("pictures.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(80), index=True)
    left_at: Mapped[datetime | None] = mapped_column(index=True)


class Leftover(Base):
    """An unreferenced file. From `removing_at` on, no picture may use it again."""

    __tablename__ = "leftovers"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    found_at: Mapped[datetime] = mapped_column(index=True)
    removing_at: Mapped[datetime | None]


class BeingRemoved(MediaUnavailable):
    """The worker is about to remove this file; try again in a minute."""


def keys_of(picture: Picture) -> set[str]:
    """The keys of all files it needs, including the replaced one."""
    keys = {row["key"] for row in picture.rendition_rows if "key" in row}
    replaced = {picture.previous["original"]} if picture.previous else set()
    return {picture.original} | replaced | keys


@event.listens_for(Picture, "after_insert")
@event.listens_for(Picture, "after_update")
def _note_files(_mapper: object, connection: Connection, picture: Picture) -> None:
    state = inspect(picture)
    if not any(state.attrs[name].history.has_changes() for name in NAMES_FILES):
        return
    table: Any = PictureFile.__table__
    mine, keys = table.c.picture_id == picture.id, keys_of(picture)
    known = set(connection.scalars(select(table.c.key).where(mine)))
    back = mine & table.c.key.in_(keys)
    connection.execute(table.update().where(back).values(left_at=None))
    gone = mine & table.c.key.not_in(keys) & table.c.left_at.is_(None)
    connection.execute(table.update().where(gone).values(left_at=datetime.now(UTC)))
    if keys - known:
        _rescue(connection, keys - known)
        rows = [{"picture_id": picture.id, "key": key} for key in keys - known]
        connection.execute(table.insert(), rows)


def _rescue(connection: Connection, keys: Iterable[str]) -> None:
    """Takes files off the list of leftovers. Raises BeingRemoved.

    The worker removes files while it holds the edition's lock, taken here too.
    """
    connection.execute(select(Edition.id).where(Edition.id == 1).with_for_update())
    named = Leftover.name.in_(keys)
    doomed = select(Leftover.name).where(named, Leftover.removing_at.is_not(None))
    if connection.scalars(doomed).first():
        raise BeingRemoved("A file is being removed from the media store.")
    connection.execute(delete(Leftover).where(named))
