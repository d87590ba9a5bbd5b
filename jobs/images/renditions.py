"""Creates pictures from uploads, and their renditions."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from extensions import db
from jobs.images.imaging import (
    PictureRefused,
    RenditionData,
    clean_picture,
    draw_renditions,
)
from models.base import transaction
from models.claimable import Claim, record, rows_of
from models.pictures.media import MediaUnavailable, media
from models.pictures.picture import Picture, Rendition
from models.setting import read_newsroom

Clock = Callable[[], datetime]
# The original's key, the focal point, and whether to make icons (for the logo).
Need = tuple[str, tuple[float, float], bool]
FEW = 5
GONE = "This picture's file is missing from the media store. Upload it again."
AWAY = "The media store cannot be reached. We will try again soon."
log = logging.getLogger("meridian.pictures")


def create_picture(data: bytes, digest: str) -> Picture:
    """A new Picture of the uploaded bytes, whose SHA-256 is `digest`.

    Raises PictureRefused. The worker makes renditions: see `make_missing_renditions`.
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
    waiting = select(func.count()).select_from(Picture).where(Picture.is_due)
    return db.session.scalar(waiting) or 0


@dataclass(frozen=True)
class RenditionFailures:
    """The number of pictures without renditions after a failure; the newest few."""

    count: int
    few: list[Picture]


def pictures_in_trouble() -> RenditionFailures:
    # Failed rows stay due, so an index finds them without reading the long rows.
    due = select(Picture.id).where(Picture.is_due)
    failed = Picture.id.in_(due) & (Picture.failure != "")
    count = select(func.count()).select_from(Picture).where(failed)
    few = select(Picture).where(failed).order_by(Picture.id.desc()).limit(FEW)
    return RenditionFailures(
        db.session.scalar(count) or 0, list(db.session.scalars(few))
    )


def make_missing_renditions(
    clock: Clock, advance: Callable[[], object] = lambda: None
) -> None:
    """Makes missing renditions, one at a time per processor."""
    most = os.cpu_count() or 1
    ask_for_icons(clock())
    with ThreadPoolExecutor(most) as drawers:
        while claims := Picture.claim(clock(), most=most):
            logo_id = read_newsroom().logo_id
            needs = {row.id: _need(row, logo_id) for row in rows_of(claims)}
            db.session.rollback()  # drawing is slow and must not hold a lock
            mine = [claim for claim in claims if claim.id in needs]
            drawn = drawers.map(_draw, [needs[claim.id] for claim in mine])
            for claim, outcome in zip(mine, drawn, strict=True):
                keep(claim, outcome, clock())
                advance()


def ask_for_icons(now: datetime) -> None:
    """Makes a new logo due again if it has no icons yet."""
    id_ = read_newsroom().logo_id
    logo = db.session.get(Picture, id_) if id_ else None
    is_ready = logo and (logo.is_due or logo.renditions("icon", "image/png"))
    db.session.rollback()
    if logo is None or is_ready:
        return
    with transaction():
        logo.make_due(now)


def _need(picture: Picture, logo_id: int | None) -> Need:
    focal_point = (picture.focal_x, picture.focal_y)
    return picture.original, focal_point, picture.id == logo_id


def _draw(need: Need) -> list[RenditionData] | str:
    """The files, or why it failed. Runs in a thread, so it takes no model."""
    original, focal_point, is_logo = need
    try:
        data = media.get(original)
        if not data:
            return _lost(original)
        return draw_renditions(data, focal_point, with_icons=is_logo)
    except PictureRefused as refused:
        log.error("no renditions of %s: %s", original, refused)
        return str(refused)
    except MediaUnavailable as away:
        log.error("no renditions of %s: %s", original, away)
        return AWAY


def _lost(original: str) -> str:
    log.error("the original of a picture is gone: %s", original)
    return GONE


def keep(
    claim: Claim[Picture], drawn: list[RenditionData] | str, now: datetime
) -> None:
    """Stores the files, or the reason for failure.

    Moving the focal point meanwhile ends the claim: the result is then dropped, and the
    picture is due again.
    """
    try:
        rows = drawn if isinstance(drawn, str) else [_stored(one) for one in drawn]
    except MediaUnavailable as away:
        log.error("renditions of picture %s cannot be stored: %s", claim.id, away)
        rows = AWAY
    if isinstance(rows, str):
        record([claim], lambda picture: picture.fail(rows, now))
        return
    files = [asdict(row) for row in rows]
    try:
        record([claim], lambda picture: picture.show(files, now))
    except MediaUnavailable:  # a file is being removed
        record([claim], lambda picture: picture.fail(AWAY, now))


def _stored(made: RenditionData) -> Rendition:
    key = media.put(made.data, made.media_type)
    return Rendition(made.crop, made.media_type, made.width, made.height, key)
