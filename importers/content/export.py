"""Exports the magazine to a folder, in the format of docs/content-format.md."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from extensions import db
from importers.content.front_matter import write_front_matter
from importers.content.kind import ContentFile
from importers.content.kinds.article import ARTICLE
from importers.content.pictures import FOLDER
from importers.content.registry import KINDS
from models.body.markup import pictures_in
from models.pictures.media import media
from models.pictures.picture import Picture
from models.stories.article import Article
from models.taxonomy.contributor import Contributor

# A setting may be empty on purpose; elsewhere an empty field equals a missing one.
KEPT_EMPTY = ("settings",)


@dataclass
class Written:
    """The number of files written, and the pictures missing from the media store."""

    files: int = 0
    lost: list[str] = field(default_factory=list)


def files_to_export() -> int:
    return sum(1 for _ in _entries()) + len(_pictures())


def export_content(
    folder: Path, advance: Callable[[], object] = lambda: None
) -> Written:
    """Writes every kind's files and the pictures they name. Raises OSError."""
    written = Written()
    for entry in _entries():
        _write(folder / entry.name, _document(entry).encode())
        written.files += 1
        advance()
    for key in _pictures():
        data = media.get(key)
        if data is None:
            written.lost.append(key)
        else:
            _write(folder / FOLDER / key, data)
            written.files += 1
        advance()
    return written


def _entries() -> Iterator[ContentFile]:
    """No read transaction is open while the caller has an entry."""
    for kind in dict.fromkeys(KINDS.values()):
        entries = kind.write()
        # Articles may be many: `write` reads them in batches, and ends each read.
        if kind is not ARTICLE:
            entries = iter(list(entries))
            db.session.rollback()
        yield from entries


def _pictures() -> list[str]:
    """Media keys of the originals used by articles and contributors."""
    leads = select(Article.lead_picture_id)
    portraits = select(Contributor.portrait_id)
    bodies = db.session.scalars(
        # The condition leaves out most bodies, which are long.
        select(Article.body).where(Article.body.contains("<fig"))
    )
    in_texts = {id_ for body in bodies for id_ in pictures_in(body)}
    shown = or_(
        Picture.id.in_(leads), Picture.id.in_(portraits), Picture.id.in_(in_texts)
    )
    keys = sorted(set(db.session.scalars(select(Picture.original).where(shown))))
    db.session.rollback()
    return keys


def _document(entry: ContentFile) -> str:
    fields = entry.fields
    if fields["kind"] not in KEPT_EMPTY:
        fields = {name: value for name, value in fields.items() if not _is_empty(value)}
    text = f"\n{entry.text}\n" if entry.text else ""
    return f"---\n{write_front_matter(fields)}---\n{text}"


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
