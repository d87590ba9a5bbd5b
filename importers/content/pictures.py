"""Imports a content file's picture with its texts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extensions import db
from importers.content.document import Document
from importers.content.fields import Fields
from importers.content.files import Grounds, Unreadable
from importers.content.rows import assign
from jobs.images.imaging import MAX_BYTES, PictureRefused
from jobs.images.renditions import create_picture
from models.input_rules import is_web_address, longest
from models.pictures.picture import Picture

WORDS = ("alt_text", "caption", "credit", "credit_url")
FIELDS = ("file", *WORDS, "focal_point")
FOLDER = "pictures"
LONGEST_NAME = 1000  # characters of a path


@dataclass(frozen=True)
class ReadPicture:
    """`picture` is the existing row, or a new one that is not in the session yet."""

    picture: Picture
    digest: str
    words: dict[str, str]
    focal_point: tuple[float, float]

    def store(self) -> Picture:
        assign(self.picture, sha256=self.digest, **self.words)
        self.picture.focus_on(*self.focal_point)
        db.session.add(self.picture)
        return self.picture


def read_picture(document: Document, present: Picture | None) -> ReadPicture | None:
    """The picture in the document's `picture` block; None without one."""
    block = document.mapping("picture")
    if not block.values:
        return None
    return read_block(block, document.grounds, [present] if present else [])


def read_block(
    block: Fields, grounds: Grounds, present: Sequence[Picture]
) -> ReadPicture:
    """Creates a new row if the bytes differ from `present`, which may be in use.

    Cleaning takes seconds, so it happens here and not in the transaction.
    """
    block.refuse_unknown(FIELDS)
    words, focal_point = _words(block), _focal_point(block)
    data = _bytes(block, grounds)
    digest = hashlib.sha256(data).hexdigest()
    for picture in present:
        if digest == picture.sha256:
            return ReadPicture(picture, digest, words, focal_point)
        if picture.original.startswith(digest[:40]):
            # The file is an original of ours, from an export.
            return ReadPicture(picture, picture.sha256, words, focal_point)
    made = _new_picture(block, data, digest)
    # Different uploads can give the same bytes once they are cleaned.
    same = (picture for picture in present if picture.original == made.original)
    return ReadPicture(next(same, made), digest, words, focal_point)


def write_picture(picture: Picture | None) -> dict[str, Any] | None:
    """The front matter block for this picture."""
    if picture is None:
        return None
    words = {name: getattr(picture, name) for name in WORDS}
    return {
        "file": file_of(picture),
        **{name: text for name, text in words.items() if text},
        "focal_point": [picture.focal_x, picture.focal_y],
    }


def file_of(picture: Picture) -> str:
    """The path relative to a sibling of the pictures folder."""
    return f"../{FOLDER}/{picture.original}"


def _words(block: Fields) -> dict[str, str]:
    words = {name: block.words(name, longest(getattr(Picture, name))) for name in WORDS}
    if words["credit_url"] and not is_web_address(words["credit_url"]):
        message = "`credit_url` takes an address that begins with https://."
        raise block.problem("credit_url", message)
    return words


def _focal_point(block: Fields) -> tuple[float, float]:
    parts = block.items("focal_point")
    if len(parts.values) not in (0, 2):
        message = "`focal_point` takes [x, y], both from 0 to 1."
        raise block.problem("focal_point", message)
    return parts.share("0"), parts.share("1")


def _bytes(block: Fields, grounds: Grounds) -> bytes:
    name = block.line("file", LONGEST_NAME, needed=True)
    try:
        return grounds.read(block.path.parent / Path(name), MAX_BYTES)
    except Unreadable as error:
        raise block.problem("file", f"{name!r}: {error}") from None


def _new_picture(block: Fields, data: bytes, digest: str) -> Picture:
    db.session.commit()  # ends the read transaction before the slow cleaning
    try:
        return create_picture(data, digest)
    except PictureRefused as refused:
        raise block.problem("file", str(refused)) from None
