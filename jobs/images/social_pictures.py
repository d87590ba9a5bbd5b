"""Draws the social pictures that readers' pages would show, and that are not there."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from os import cpu_count
from typing import Any

from flask import current_app
from sqlalchemy import or_, update

from extensions import db
from jobs.images.imaging import PictureRefused
from jobs.images.social_drawing import Faces, draw, house_faces
from models.base import insert_into, transaction
from models.edition import read_edition
from models.pictures.media import MediaUnavailable, media
from models.pictures.social_picture import SocialPicture, Wish, wishes
from models.setting import read_newsroom

LEASE = timedelta(minutes=5)
PAUSE = timedelta(hours=1)  # after a failure, before the next try
AT_ONCE = 12  # of one edition: each that is drawn alone would make all pages anew
MOST = 60  # of one run: a whole archive must not keep the mail waiting
DONE = "social_pictures_done_for"
GONE = "The file of the picture is gone from the media store."
Clock = Callable[[], datetime]
log = logging.getLogger("meridian.pictures")


def draw_missing_social_pictures(clock: Clock) -> None:
    """The newest first. All stories are looked through once for each edition."""
    edition = read_edition(clock())
    if current_app.extensions.get(DONE) == edition:
        return
    wanted = missing(clock())
    if not wanted:
        current_app.extensions[DONE] = edition
        return
    faces = house_faces()
    for start in range(0, min(len(wanted), MOST), AT_ONCE):
        _draw_all(claim(wanted[start : start + AT_ONCE], clock()), faces, clock)


def missing(now: datetime) -> list[Wish]:
    """Those that can be begun come first."""
    lacking = [
        (wish, kept)
        for wish, kept in wishes(read_newsroom(), now)
        if kept is None or kept[0] != wish.drawing.digest
    ]
    is_busy = {
        w.subject: bool(kept) and not w.is_free(kept, now) for w, kept in lacking
    }
    return sorted((wish for wish, _ in lacking), key=lambda w: is_busy[w.subject])


def _draw_all(claimed: Sequence[Wish], faces: Faces, clock: Clock) -> None:
    with ThreadPoolExecutor(cpu_count() or 1) as drawers:
        drawn = list(drawers.map(partial(_drawn, faces=faces), claimed))
    with transaction():
        for wish, (key, failure) in zip(claimed, drawn, strict=True):
            record(wish, key, failure, clock())


def claim(wanted: Sequence[Wish], now: datetime) -> list[Wish]:
    """Those that nobody else is at, ours for the length of the lease."""
    rows = [
        {"subject": w.subject, "article_id": w.article_id, "wanted": ""} for w in wanted
    ]
    insert = insert_into(SocialPicture)
    with transaction():
        db.session.execute(insert.on_conflict_do_nothing(), rows)
        return [w for w in wanted if db.session.scalar(_lease(w, now)) is not None]


def _lease(wish: Wish, now: datetime) -> Any:
    """Nothing that readers see changes, so this bypasses the row."""
    digest = wish.drawing.digest
    free = or_(
        SocialPicture.wanted != digest,
        SocialPicture.claimed_until.is_(None),
        SocialPicture.claimed_until <= now,
    )
    mine = update(SocialPicture).where(SocialPicture.subject == wish.subject, free)
    lease = mine.values(wanted=digest, claimed_until=now + LEASE, failure="")
    return lease.returning(SocialPicture.subject)


def _drawn(wish: Wish, faces: Faces) -> tuple[str, str]:
    """Its key, and why it failed. Runs in a thread of its own."""
    original = wish.drawing.original
    try:
        picture = media.get(original) if original else b""
        if picture is None:
            return "", GONE
        jpeg = draw(wish.drawing, picture, faces)
        return media.put(jpeg, "image/jpeg") if jpeg else "", ""
    except (PictureRefused, MediaUnavailable) as error:
        return "", str(error)[:300]


def record(wish: Wish, key: str, failure: str, now: datetime) -> None:
    """Unless the story has gone meanwhile, or has another headline by now."""
    row = db.session.get(SocialPicture, wish.subject, with_for_update=True)
    if row is None or row.wanted != wish.drawing.digest:
        return
    if failure:
        log.error("no social picture of %s: %s", wish.subject, failure)
        row.claimed_until, row.failure = now + PAUSE, failure
        return
    row.digest, row.key = wish.drawing.digest, key
    row.claimed_until = None
