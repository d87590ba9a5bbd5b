"""The `picture` of a document: its file taken in, its words kept beside it."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extensions import db
from importers.document import ContentProblem, Document
from jobs.imaging import PictureRefused
from jobs.pictures import take_in
from models.picture import Picture

FIELDS = {"file", "alt_text", "caption", "credit", "credit_url", "focal_point"}
LENGTHS = {"alt_text": 1000, "caption": 2000, "credit": 500, "credit_url": 2000}


def read_picture(document: Document, present: Picture | None) -> Picture | None:
    """The document's picture: `present` brought up to date, or a new one."""
    block = document.fields.get("picture")
    if block is None:
        return None
    if not isinstance(block, dict) or not block.keys() <= FIELDS or "file" not in block:
        raise _problem(document, f"takes `file` and any of {', '.join(sorted(FIELDS))}.")
    data = _bytes(document, str(block["file"]))
    digest = hashlib.sha256(data).hexdigest()
    picture = present
    if picture is None or picture.sha256 != digest:
        picture = _taken_in(document, data, digest)
    _write_words(document, picture, block)
    return picture


def _taken_in(document: Document, data: bytes, digest: str) -> Picture:
    try:
        picture = take_in(data, digest)
    except PictureRefused as refused:
        raise _problem(document, f"cannot be used. {refused}") from None
    db.session.add(picture)
    return picture


def _write_words(document: Document, picture: Picture, block: dict[str, Any]) -> None:
    for name, most in LENGTHS.items():
        text = " ".join(str(block.get(name) or "").split())
        if len(text) > most:
            raise _problem(document, f"has a `{name}` of over {most} characters.")
        if getattr(picture, name) != text:
            setattr(picture, name, text)
    if picture.credit_url and urlsplit(picture.credit_url).scheme not in (
        "http",
        "https",
    ):
        raise _problem(document, "has a `credit_url` that is no https:// address.")
    picture.focus_on(*_focal_point(document, block.get("focal_point", [0.5, 0.5])))


def _focal_point(document: Document, value: object) -> tuple[float, float]:
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(part, int | float) and 0 <= part <= 1 for part in value)
    ):
        return float(value[0]), float(value[1])
    raise _problem(document, "takes `focal_point: [x, y]`, both from 0 to 1.")


def _bytes(document: Document, name: str) -> bytes:
    path = document.path.parent / Path(name)
    try:
        return path.read_bytes()
    except OSError as error:
        said = f"names {name!r}, which cannot be read: {error.strerror}."
        raise _problem(document, said) from None


def _problem(document: Document, said: str) -> ContentProblem:
    return document.problem("picture", f"`picture` {said}")
