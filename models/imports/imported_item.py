"""Which stories and pictures came from which records of another system."""

import hashlib
import json

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base


class ImportedItem(Base):
    """Identifies a record of another system, so that importing it again updates it.

    `key_hash` is that of the source, kind, id and GUID. `content_hash` is that of the
    record, which is left alone if it is unchanged. `stored_hash` is that of the story
    when it was stored; if somebody has edited it since, it is left alone. `is_complete`
    is false while one of its pictures is missing. Deleting a story leaves its item, so
    the next import does not bring it back.
    """

    __tablename__ = "imported_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(50))
    foreign_id: Mapped[str] = mapped_column(String(300))
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    stored_hash: Mapped[str] = mapped_column(String(64), default="")
    is_complete: Mapped[bool] = mapped_column(default=True)
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("articles.id", ondelete="SET NULL"), index=True
    )
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("pictures.id", ondelete="SET NULL"), index=True
    )


def find_item(key_hash: str) -> ImportedItem | None:
    return db.session.scalar(
        select(ImportedItem).where(ImportedItem.key_hash == key_hash)
    )


def hash_of(*parts: object) -> str:
    """A SHA-256 of values that JSON can write, or of their repr."""
    written = json.dumps(parts, default=repr, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
