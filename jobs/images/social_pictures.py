"""Draws a social picture on its first request and stores it with the media."""

import logging
from threading import BoundedSemaphore

from cachetools import TTLCache

from extensions import db
from jobs.images.imaging import PictureRefused
from jobs.images.social_drawing import draw, site_faces
from models.pictures.media import MediaUnavailable, media
from models.pictures.social_picture import Drawing, social_name

# Drawing takes a child process and about half a second.
TURNS = BoundedSemaphore(2)
TURN_WITHIN = 2.0  # seconds
# What cannot be drawn is not tried again for an hour, by this process.
FAILED: TTLCache[str, bool] = TTLCache(1000, 3600)
log = logging.getLogger("meridian.pictures")


class CannotBeDrawn(Exception):
    """The typeface lacks its letters, or the story's picture is broken or lost."""


def social_picture(story: int, drawing: Drawing) -> bytes:
    """A JPEG. Ends the read transaction. Raises CannotBeDrawn, MediaUnavailable."""
    db.session.rollback()  # hold no database connection while drawing
    name = social_name(story, drawing)
    kept = media.serve(name)
    if kept:
        return kept
    if drawing.key in FAILED:
        raise CannotBeDrawn
    if not TURNS.acquire(timeout=TURN_WITHIN):
        raise MediaUnavailable("Too many social pictures are being drawn.")
    try:
        return _drawn(name, drawing)
    finally:
        TURNS.release()


def _drawn(name: str, drawing: Drawing) -> bytes:
    jpeg = None
    try:
        picture = media.get(drawing.original) if drawing.original else b""
        if picture is not None:
            jpeg = draw(drawing, picture, site_faces())
    except PictureRefused as refused:
        log.error("no social picture of %r: %s", drawing.headline, refused)
    if jpeg is None:
        FAILED[drawing.key] = True
        raise CannotBeDrawn
    media.put(jpeg, "image/jpeg", name)
    return jpeg
