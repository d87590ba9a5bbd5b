"""Takes pictures in and makes the files that readers are served."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from extensions import db
from jobs.imaging import (
    PictureRefused,
    RenditionData,
    clean_picture,
    draw_renditions,
)
from models.base import transaction
from models.media import media
from models.picture import Picture, Rendition

LEASE = timedelta(minutes=5)
PAUSE = timedelta(hours=1)  # after a failure, before the next try
Clock = Callable[[], datetime]
Need = tuple[str, tuple[float, float]]  # the original's key, the focal point
log = logging.getLogger("meridian.pictures")


def take_in(data: bytes, digest: str) -> Picture:
    """A new Picture of the uploaded bytes, whose SHA-256 is `digest`.

    Raises PictureRefused. Renditions are the worker's: see `make_missing_renditions`.
    """
    clean = clean_picture(data)
    return Picture(
        original=media.put(clean.data, clean.media_type),
        media_type=clean.media_type,
        sha256=digest,
        width=clean.width,
        height=clean.height,
        tone=clean.tone,
        rendition_rows=[],
        renditions_due=True,
    )


def pictures_waiting() -> int:
    waiting = select(func.count()).select_from(Picture).where(Picture.is_waiting())
    return db.session.scalar(waiting) or 0


def make_missing_renditions(
    clock: Clock, advance: Callable[[], object] = lambda: None
) -> None:
    """Makes what is missing, as many at once as there are processors."""
    most = os.cpu_count() or 1
    with ThreadPoolExecutor(most) as drawers:
        while claimed := _claim(clock(), most):
            for (id_, need), drawn in zip(
                claimed.items(), drawers.map(_draw, claimed.values()), strict=True
            ):
                if drawn:
                    _keep(id_, need, drawn)
                else:
                    _put_off(id_, clock())
                advance()


def _claim(now: datetime, most: int) -> dict[int, Need]:
    """Pictures that wait for renditions, by id, ours for the length of the lease."""
    free = or_(Picture.claimed_until.is_(None), Picture.claimed_until < now)
    with transaction():
        waiting = select(Picture).where(Picture.is_waiting(), free).limit(most)
        claimed = list(db.session.scalars(waiting.with_for_update(skip_locked=True)))
        needs = {picture.id: _need(picture) for picture in claimed}
        lease = update(Picture).where(Picture.id.in_(needs))
        db.session.execute(lease.values(claimed_until=now + LEASE))
    return needs


def _need(picture: Picture) -> Need:
    return picture.original, (picture.focal_x, picture.focal_y)


def _draw(need: Need) -> list[RenditionData]:
    """Empty when it failed. Runs in a thread of its own, so it is given no model."""
    original, focal_point = need
    data = media.get(original)
    if data is None:
        log.error("the original of a picture is gone: %s", original)
        return []
    try:
        return draw_renditions(data, focal_point)
    except PictureRefused as refused:
        log.error("no renditions of %s: %s", original, refused)
        return []


def _keep(id_: int, need: Need, drawn: list[RenditionData]) -> None:
    """The same picture gives the same keys, so doing it twice does no harm.

    While we drew, an editor may have moved the focal point: then it is due again.
    """
    rows = [
        Rendition(
            one.crop,
            one.media_type,
            one.width,
            one.height,
            key=media.put(one.data, one.media_type),
        )
        for one in drawn
    ]
    with transaction():
        picture = db.session.get(Picture, id_, with_for_update=True)
        if picture:
            picture.rendition_rows = [asdict(row) for row in rows]
            picture.renditions_due = _need(picture) != need
            picture.claimed_until = None


def _put_off(id_: int, now: datetime) -> None:
    """It stays due, and readers keep the files there are.

    What failed for want of memory or time may succeed on another day. Nothing that
    readers see changes, so this bypasses the row: there is no new edition.
    """
    with transaction():
        pause = update(Picture).where(Picture.id == id_)
        db.session.execute(pause.values(claimed_until=now + PAUSE))
