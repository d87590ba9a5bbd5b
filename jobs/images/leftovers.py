"""Deletes media files a day after nothing references them any more.

These are orphans of killed processes, files of deleted or replaced pictures, and social
pictures with outdated headlines. See docs/decisions/0035.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from extensions import db
from models.base import insert_into, transaction
from models.edition import hold_edition
from models.pictures.media import media
from models.pictures.picture_file import Leftover, PictureFile
from models.pictures.social_picture import (
    MAGAZINE,
    magazine_drawing,
    social_name,
    story_drawing,
    story_in_name,
)
from models.setting import read_newsroom
from models.stories.article import Article

KEPT = timedelta(days=1)
MOST = 500  # files in one pass
REST = timedelta(hours=1)  # after a complete scan
CUT_OFF = timedelta(
    minutes=10
)  # a removal takes less: older ones are from a killed worker


class Sweep:
    """Scans the store in passes. A new process starts from the beginning."""

    def __init__(self) -> None:
        self._after = ""
        self._rests_until = datetime.min.replace(tzinfo=UTC)

    def go_on(self, now: datetime) -> None:
        """One pass; safe to repeat and to run concurrently. Raises MediaUnavailable."""
        _finish(now)
        if now >= self._rests_until:
            names = media.names(self._after, MOST)
            self._after = names[-1] if len(names) == MOST else ""
            if not self._after:
                self._rests_until = now + REST
            _note({name for name in names if media.is_ours(name)}, now)
        _forget_replaced(now)
        _remove(_begin_to_remove(now))


sweep = Sweep()


def _note(names: set[str], now: datetime) -> None:
    needed = _referenced(names)
    known = set(
        db.session.scalars(select(Leftover.name).where(Leftover.name.in_(names)))
    )
    new, back = names - needed - known, known & needed
    if not new | back:
        return
    with transaction():
        if new:
            rows = [{"name": name, "found_at": now} for name in new]
            found = insert_into(Leftover).values(rows)
            db.session.execute(found.on_conflict_do_nothing())
        rescued = Leftover.name.in_(back), Leftover.removing_at.is_(None)
        db.session.execute(delete(Leftover).where(*rescued))


def _forget_replaced(now: datetime) -> None:
    over = PictureFile.left_at <= now - KEPT
    if db.session.scalar(select(PictureFile.id).where(over).limit(1)):
        with transaction():
            db.session.execute(delete(PictureFile).where(over))


def _begin_to_remove(now: datetime) -> list[str]:
    due = Leftover.found_at <= now - KEPT, Leftover.removing_at.is_(None)
    names = set(db.session.scalars(select(Leftover.name).where(*due).limit(MOST)))
    names -= _current_social_pictures(names)
    if not names:
        return []
    with transaction():
        hold_edition()  # a save that needs one of these waits, and then fails
        names -= _files_of_pictures(names)
        named = Leftover.name.in_(names)
        db.session.execute(update(Leftover).where(named).values(removing_at=now))
    return sorted(names)


def _finish(now: datetime) -> None:
    """Completes removals that a killed worker left unfinished."""
    cut_off = select(Leftover.name).where(Leftover.removing_at <= now - CUT_OFF)
    _remove(db.session.scalars(cut_off.limit(MOST)).all())


def _remove(names: Iterable[str]) -> None:
    names = list(names)
    db.session.rollback()  # the store may be slow
    if names:
        media.remove(names)
        with transaction():
            db.session.execute(delete(Leftover).where(Leftover.name.in_(names)))


def _referenced(names: set[str]) -> set[str]:
    return _files_of_pictures(names) | _current_social_pictures(names)


def _files_of_pictures(names: set[str]) -> set[str]:
    named = select(PictureFile.key).where(PictureFile.key.in_(names))
    return set(db.session.scalars(named))


def _current_social_pictures(names: set[str]) -> set[str]:
    """Keys of the social pictures that public pages use now."""
    ids = {story_in_name(name) for name in names} - {None}
    if not ids:
        return set()
    newsroom = read_newsroom()
    named = select(Article).where(Article.id.in_(ids), Article.status == "published")
    stories = db.session.scalars(named.options(joinedload(Article.lead_picture)))
    current = {
        social_name(story.id, story_drawing(story, newsroom)) for story in stories
    }
    return names & (current | {social_name(MAGAZINE, magazine_drawing(newsroom))})
