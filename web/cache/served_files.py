"""Which files of the media store are served: remembered for one edition."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from extensions import db
from models.base import hurried
from models.pictures.picture_file import PictureFile
from web.cache.edition_watch import PATIENCE, EditionWatch

MOST = 100_000


class ServedFiles:
    """While the database is away nothing can be deleted, so what is known holds."""

    def __init__(self, watch: EditionWatch) -> None:
        self._watch = watch
        self._last: tuple[int, set[str]] = (0, set())

    def init_app(self, app: Flask) -> None:
        app.extensions["served_files"] = self

    def holds(self, key: str, now: datetime) -> bool:
        """Raises SQLAlchemyError for what is not known while the database is away."""
        known = self._known(now)
        if key in known:
            return True
        with hurried():
            named = select(PictureFile.id).where(PictureFile.key == key)
            is_there = db.session.scalar(named.limit(1)) is not None
        if is_there and len(known) < MOST:
            known.add(key)
        return is_there

    def _known(self, now: datetime) -> set[str]:
        last = self._last
        try:
            edition = self._watch.holds(now) or self._watch.state(
                now, patience=PATIENCE
            )
        except SQLAlchemyError:
            return last[1]
        if edition.number != last[0]:
            self._last = last = (edition.number, set())
        return last[1]
