"""Takes pictures in and makes the files that readers are served."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, update

from extensions import db
from jobs.images.imaging import (
    PictureRefused,
    RenditionData,
    clean_picture,
    draw_renditions,
)
from models.base import transaction
from models.pictures.media import MediaUnavailable, media
from models.pictures.picture import Picture, Rendition

LEASE = timedelta(minutes=5)
PAUSE = timedelta(hours=1)  # after a failure, before the next try
SHORT_PAUSE = timedelta(minutes=5)  # when it was not the picture's fault
Clock = Callable[[], datetime]
Need = tuple[str, tuple[float, float]]  # the original's key, the focal point
FEW = 5
GONE = "The file of this picture is gone from the media store: upload it again."
AWAY = "The media store could not be reached. This is tried again in five minutes."
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


@dataclass(frozen=True)
class Trouble:
    """How many pictures the worker could make no files of, and the newest of them."""

    count: int
    few: list[Picture]


def pictures_in_trouble() -> Trouble:
    # They stay due, and only those are looked into: the rows are long.
    due = select(Picture.id).where(Picture.is_waiting())
    failed = and_(Picture.id.in_(due), Picture.failure != "")
    count = select(func.count()).select_from(Picture).where(failed)
    few = select(Picture).where(failed).order_by(Picture.id.desc()).limit(FEW)
    return Trouble(db.session.scalar(count) or 0, list(db.session.scalars(few)))


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
                failure = drawn if isinstance(drawn, str) else _keep(id_, need, drawn)
                if failure:
                    _put_off(id_, need, clock(), failure)
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


def _draw(need: Need) -> list[RenditionData] | str:
    """Or why it failed. Runs in a thread of its own, so it is given no model."""
    original, focal_point = need
    try:
        data = media.get(original)
        return draw_renditions(data, focal_point) if data else _lost(original)
    except PictureRefused as refused:
        log.error("no renditions of %s: %s", original, refused)
        return str(refused)
    except MediaUnavailable as away:
        log.error("no renditions of %s: %s", original, away)
        return AWAY


def _lost(original: str) -> str:
    log.error("the original of a picture is gone: %s", original)
    return GONE


def _keep(id_: int, need: Need, drawn: list[RenditionData]) -> str:
    """Why it failed, or "". The same picture gives the same keys: twice does no harm.

    While we drew, an editor may have moved the focal point: then it is due again.
    """
    try:
        rows = [_stored(one) for one in drawn]
    except MediaUnavailable as away:
        log.error("renditions of picture %s cannot be stored: %s", id_, away)
        return AWAY
    with transaction():
        picture = db.session.get(Picture, id_, with_for_update=True)
        if picture:
            picture.rendition_rows = [asdict(row) for row in rows]
            picture.renditions_due = _need(picture) != need
            picture.claimed_until, picture.failure = None, ""
    return ""


def _stored(made: RenditionData) -> Rendition:
    key = media.put(made.data, made.media_type)
    return Rendition(made.crop, made.media_type, made.width, made.height, key)


def _put_off(id_: int, need: Need, now: datetime, said: str) -> None:
    """It stays due, and readers keep the files there are.

    What failed for want of memory or time may succeed on another day. Nothing that
    readers see changes, so this bypasses the row: there is no new edition. What was
    changed meanwhile has not failed yet.
    """
    original, (x, y) = need
    same = (Picture.original == original, Picture.focal_x == x, Picture.focal_y == y)
    until = now + (SHORT_PAUSE if said == AWAY else PAUSE)
    pause = update(Picture).where(Picture.id == id_, *same)
    with transaction():
        db.session.execute(pause.values(claimed_until=until, failure=said[:300]))
