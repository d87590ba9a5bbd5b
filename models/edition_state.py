"""The public state: the edition's number, and when it will change by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from extensions import db
from models.edition import Edition
from models.front_page import FrontPageSlot
from models.stories.article import Article


@dataclass(frozen=True)
class EditionState:
    """Identifies the public state that a rendered page belongs to.

    When a scheduled story or a front-page slot is due, `next_due_at` changes, and with
    it the state, without a worker.
    """

    number: int
    next_due_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        return self.next_due_at is not None and now >= self.next_due_at


def read_edition(now: datetime) -> EditionState:
    """The edition at `now`, in one query."""
    due = Article.next_due_at(now).scalar_subquery()
    over = FrontPageSlot.next_end(now).scalar_subquery()
    row = db.session.execute(select(Edition.number, due, over)).one_or_none()
    if row is None:
        return EditionState(0, None)
    number, *times = row
    return EditionState(number, min((t for t in times if t), default=None))
