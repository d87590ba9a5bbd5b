"""The picture library: search, filters and pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from extensions import db
from models.input_rules import LARGEST_ID, read_number
from models.listing.cursor import BadCursor
from models.pictures.picture import Picture
from models.pictures.picture_use import is_unused

PAGE = 48
MOST_WORDS = 8
FILTERS = {
    "unused": "Not used",
    "no-alt": "Without alt text",
    "no-credit": "Without credit",
    "waiting": "Processing",
    "failed": "Failed",
}
SEARCHED = (Picture.alt_text, Picture.caption, Picture.credit, Picture.file_name)


@dataclass(frozen=True)
class PicturePage:
    """One page of pictures, newest first; `after` is the cursor of the next page."""

    pictures: Sequence[Picture]
    after: int | None = None

    @property
    def on_their_way(self) -> list[int]:
        return [picture.id for picture in self.pictures if picture.is_on_its_way]


def read_page(words: str, only: str, after: str, size: int = PAGE) -> PicturePage:
    """`only` is one of FILTERS, or "". Raises BadCursor."""
    wanted = [*map(_holds, words.split()[:MOST_WORDS]), *_filtered(only)]
    if after:
        wanted.append(Picture.id < _place(after))
    # One more than a page, to know whether there is another.
    newest = select(Picture).where(*wanted).order_by(Picture.id.desc()).limit(size + 1)
    found = db.session.scalars(newest).all()
    more = len(found) > size
    return PicturePage(found[:size], found[size - 1].id if more else None)


def pictures_by_id(ids: Sequence[int]) -> list[Picture]:
    """In the given order, without deleted pictures."""
    rows = db.session.scalars(select(Picture).where(Picture.id.in_(ids)))
    found = {picture.id: picture for picture in rows}
    return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]


def read_ids(text: str, most: int = 100) -> list[int]:
    """Comma-separated ids from a URL."""
    numbers = (read_number(part, 1, LARGEST_ID) for part in text.split(",")[:most])
    return [number for number in numbers if number]


def same_picture(digest: str) -> Picture | None:
    """The picture with this file as its upload or as its cleaned original."""
    # Media keys begin with 40 digits of the content’s hash.
    is_same = (Picture.sha256 == digest) | Picture.original.startswith(digest[:40])
    return db.session.scalar(select(Picture).where(is_same).order_by(Picture.id))


def _filtered(only: str) -> list[ColumnElement[bool]]:
    conditions: dict[str, Callable[[], ColumnElement[bool]]] = {
        "unused": is_unused,
        "no-alt": lambda: Picture.alt_text == "",
        "no-credit": lambda: Picture.credit == "",
        "waiting": lambda: Picture.is_due & (Picture.failure == ""),
        "failed": lambda: Picture.failure != "",
    }
    return [conditions[only]()] if only in conditions else []


def _holds(word: str) -> ColumnElement[bool]:
    """SQLite folds the case of ASCII only, so other letters are tried in both cases."""
    spelt = {word} if word.isascii() else {word, word.lower(), word.capitalize()}
    found = [
        column.icontains(spelling, autoescape=True)
        for spelling in spelt
        for column in SEARCHED
    ]
    id_ = read_number(word, 1, LARGEST_ID)
    return or_(*found, Picture.id == id_) if id_ else or_(*found)


def _place(after: str) -> int:
    id_ = read_number(after, 0, LARGEST_ID)
    if id_ is None:
        raise BadCursor(after)
    return id_
