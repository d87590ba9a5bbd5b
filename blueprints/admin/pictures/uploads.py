"""Receiving uploads; one refused file does not stop the others."""

import hashlib
import logging
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from blueprints.admin.pictures.queries import same_picture
from extensions import db
from jobs.images.imaging import MAX_BYTES, PictureRefused
from jobs.images.renditions import create_picture
from models.base import transaction
from models.pictures.media import MediaUnavailable
from models.pictures.picture import Picture
from web.accounts.audit import audit
from web.clock import utc_now
from web.errors import render_error
from web.permission import current_member, wants_json

log = logging.getLogger("meridian.uploads")
SLACK = 2**16  # bytes for the request's other fields
MOST_AT_ONCE = 60 * 2**20
MOST_FILES = 20
LONGEST_NAME = 300
AWAY = "The pictures cannot be stored right now. Try again in a minute."
TOO_LARGE = "This file is larger than 30 MB. Make the picture smaller and try again."
TOO_MUCH = (
    "These files are larger than 60 MB together, or one is larger than 30 MB. "
    "Nothing was uploaded. Upload fewer at once."
)
TOO_MANY = f"You can upload {MOST_FILES} files at once. The others were not uploaded."


@dataclass(frozen=True)
class Taken:
    """`is_known`: the library already had this file, so nothing was added."""

    id: int
    name: str
    is_known: bool


@dataclass(frozen=True)
class Batch:
    taken: list[Taken]
    problems: list[str]


def most_bytes() -> int:
    """The limit of the request; scripts send one file at a time."""
    return (MAX_BYTES if wants_json() else MOST_AT_ONCE) + SLACK


def explain_refusals(blueprint: Blueprint) -> None:
    """Answers for uploads that fail before the view runs: too large, no storage."""
    blueprint.register_error_handler(
        RequestEntityTooLarge,
        lambda _error: _refusal(413, TOO_LARGE if wants_json() else TOO_MUCH),
    )
    for away in (MediaUnavailable, OperationalError, OSError):
        blueprint.register_error_handler(away, _nowhere_to_put_it)


def _nowhere_to_put_it(error: Exception) -> Response | tuple[dict[str, Any], int]:
    log.error("pictures cannot be stored: %s", error)
    db.session.rollback()
    return _refusal(503, AWAY) if request.method == "POST" else render_error(503)


def _refusal(code: int, problem: str) -> Response | tuple[dict[str, Any], int]:
    return ({"problem": problem}, code) if wants_json() else render_error(code, problem)


def sent_files() -> list[FileStorage]:
    """The chosen files: an empty file field sends a file without a name."""
    return [file for file in request.files.getlist("file") if file.filename]


def receive_all(files: list[FileStorage]) -> Batch:
    batch = Batch([], [TOO_MANY] if len(files) > MOST_FILES else [])
    for file in files[:MOST_FILES]:
        try:
            batch.taken.append(receive(file))
        except PictureRefused as refused:
            batch.problems.append(f"{clean_name(file.filename)}: {refused}")
        except MediaUnavailable:
            batch.problems.append(f"{clean_name(file.filename)}: {AWAY}")
    return batch


def receive(file: FileStorage, *, again: bool = False) -> Taken:
    """Adds a known file only with `again`. Raises what `made_of` raises."""
    data = file.read(MAX_BYTES + 1)
    digest = hashlib.sha256(data).hexdigest()
    known = None if again else same_picture(digest)
    if known:
        return Taken(known.id, known.name, is_known=True)
    picture = made_of(data, digest, file.filename)
    with transaction():
        editor = current_member()
        picture.editor_id, picture.uploaded_by = editor.id, editor.name
        picture.uploaded_at = utc_now()
        db.session.add(picture)
        audit("upload", picture)
    return Taken(picture.id, picture.name, is_known=False)


def made_of(data: bytes, digest: str, file_name: str | None) -> Picture:
    """A picture not yet in the session. Raises PictureRefused, MediaUnavailable."""
    db.session.rollback()  # decoding takes seconds: hold no read transaction
    picture = create_picture(data, digest)
    picture.file_name = clean_name(file_name)
    return picture


def clean_name(file_name: str | None) -> str:
    """The file's base name without control and invisible characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name or ""))[-1]
    shown = (c for c in last if not unicodedata.category(c).startswith("C"))
    return re.sub(r"\s+", " ", "".join(shown)).strip()[:LONGEST_NAME]
