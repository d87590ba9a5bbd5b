"""Daily counts: what all kinds of statistics share."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import Date, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import insert_into, transaction

KEPT = timedelta(days=90)
AT_ONCE = 500  # rows per statement


class DailyCount:
    """`day` is in UTC; `COUNTED` names the column that identifies what is counted.

    It has no foreign key, so writing a count never waits for another table's locks.
    """

    COUNTED: ClassVar[str]

    # Sorted first, so it comes first in the primary key.
    day: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-1)
    count: Mapped[int] = mapped_column(default=0)


def add_counts(
    model: type[DailyCount], counts: Mapping[str, int], now: datetime
) -> None:
    """Adds to the day's counts, within the caller's transaction.

    Rows are written in a fixed order, so that two processes cannot deadlock.
    """
    rows = [
        {"day": now.date(), model.COUNTED: name, "count": count}
        for name, count in sorted(counts.items())
    ]
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(adding(model, rows[start : start + AT_ONCE]))


def adding(model: type[DailyCount], rows: list[dict[str, Any]]) -> Any:
    """An insert that adds to existing rows."""
    new = insert_into(model).values(rows)
    sums = {"count": model.count + new.excluded.count}
    key = [model.day, getattr(model, model.COUNTED)]
    return new.on_conflict_do_update(index_elements=key, set_=sums)


def forget_old_counts(model: type[DailyCount], now: datetime) -> None:
    """Deletes counts older than 90 days. Reads first, as there are rarely any."""
    old = model.day < (now - KEPT).date()
    if db.session.scalar(select(model.day).where(old).limit(1)):
        with transaction():
            db.session.execute(delete(model).where(old))
