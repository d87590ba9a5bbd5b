"""Pictures in a story's text: their fields in the front matter, and their rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from extensions import db
from importers.content.document import Document
from importers.content.fields import Fields
from importers.content.pictures import (
    LONGEST_NAME,
    ReadPicture,
    file_of,
    read_block,
    write_picture,
)
from importers.markdown.figures import Image
from models.body.markup import PICTURE, pictures_in
from models.pictures.picture import Picture
from models.stories.article import Article


@dataclass(frozen=True)
class TextPictures:
    """One row for each picture in the text, in order; a row may occur several times."""

    pictures: Sequence[ReadPicture]

    def store(self) -> dict[int, int]:
        """Stores the rows; returns their ids by number in the text."""
        rows = [picture.store() for picture in self.pictures]
        if rows:
            db.session.flush()
        return {number: row.id for number, row in enumerate(rows, 1)}


def read_text_pictures(
    document: Document, images: Sequence[Image], article: Article | None
) -> TextPictures:
    """Reuses the rows of pictures with the same file in the stored text.

    New pictures that are equal in every field share one row.
    """
    left = shown_in(article.body) if article else []  # rows not reused yet
    known: dict[Any, ReadPicture] = {}
    read: list[ReadPicture] = []
    for block in _blocks(document, images):
        alike = repr(sorted(block.values.items()))
        # One block is one picture; equal blocks share a row if it is new.
        picture = known.get(id(block)) or known.get(alike)
        if picture is None:
            picture = read_block(block, document.grounds, left)
            is_new = picture.picture not in left
            known[alike if is_new else id(block)] = picture
            left = _without(left, picture.picture)
        read.append(picture)
    return TextPictures(read)


def write_text_pictures(html: str) -> tuple[dict[int, str], list[Any]]:
    """File names by picture id, and the front matter blocks for the pictures."""
    shown = shown_in(html)
    files = {row.id: file_of(row) for row in shown}
    rows_of = Counter(files.values())
    blocks = [
        write_picture(row)
        for place, row in enumerate(shown)
        if row not in shown[:place] or rows_of[file_of(row)] > 1
    ]
    return files, blocks


def shown_in(html: str) -> list[Picture]:
    """The pictures in a text, in order, with repetitions."""
    ids = pictures_in(html)
    if not ids:
        return []
    found = db.session.scalars(select(Picture).where(Picture.id.in_(ids)))
    rows = {row.id: row for row in found}
    places = (int(id_) for id_ in PICTURE.findall(html))
    return [rows[id_] for id_ in places if id_ in rows]


def _without(rows: list[Picture], taken: Picture) -> list[Picture]:
    """Removes each taken row once."""
    place = next((p for p, row in enumerate(rows) if row is taken), len(rows))
    return rows[:place] + rows[place + 1 :]


def _blocks(document: Document, images: Sequence[Image]) -> list[Fields]:
    """The block for each image. Images of one file use its blocks in order; the last
    block serves all further ones.
    """
    listed = _listed(document)
    unused = {file: [*blocks] for file, blocks in listed.items()}
    found: dict[Any, Fields] = {}
    blocks: list[Fields] = []
    for image in images:
        key: Any = (image.file, image.alt_text, image.caption)
        if image.file in listed:
            left = unused[image.file]
            block = left.pop(0) if left else listed[image.file][-1]
            key = id(block)
        else:
            block = _block_in_text(document, image)
        blocks.append(found.setdefault(key, _with_words(block, image)))
    for file, left in unused.items():
        if left:
            message = (
                f"The text does not show {file!r}: put ![]({file}) where it belongs."
            )
            raise left[0].problem("file", message)
    return blocks


def _listed(document: Document) -> dict[str, list[Fields]]:
    """The front matter's blocks by file."""
    listed: dict[str, list[Fields]] = {}
    items = document.items("pictures")
    for place in items.values:
        block = items.mapping(place)
        file = block.line("file", LONGEST_NAME, needed=True)
        listed.setdefault(file, []).append(block)
    return listed


def _block_in_text(document: Document, image: Image) -> Fields:
    """A block for an image that only the text describes."""
    line = document.text_line + image.line - 1
    return Fields(document.path, {(): line}, (), {"file": image.file})


def _with_words(block: Fields, image: Image) -> Fields:
    """Fills fields that the front matter lacks from the text."""
    words = {"alt_text": image.alt_text, "caption": image.caption}
    stored = {name: text for name, text in words.items() if text}
    return replace(block, values=stored | block.values)
