"""The number of subscriptions, week by week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from extensions import db
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription

WEEK = timedelta(weeks=1)
WEEKS = 12


@dataclass(frozen=True)
class Week:
    """`total` is at the week's end; a person with two newsletters counts twice."""

    ends_at: datetime
    joined: int
    left: int
    total: int


def growth(now: datetime, slug: str = "") -> list[Week]:
    """The last weeks, oldest first, in one query; `slug` selects one newsletter."""
    ends = [now - WEEK * age for age in reversed(range(WEEKS))]
    counted: Any = select(
        *(func.sum(column) for end in ends for column in _columns(end))
    )
    counted = counted.join_from(Subscription, Subscription.subscriber)
    if slug:
        counted = counted.where(Subscription.newsletter.has(slug=slug))
    # Leaves out bounced and blocked subscribers, whose subscriptions have not ended.
    is_known = or_(Subscriber.status == "confirmed", Subscription.ended_at.is_not(None))
    numbers = [int(n or 0) for n in db.session.execute(counted.where(is_known)).one()]
    return [Week(end, *numbers[at * 3 : at * 3 + 3]) for at, end in enumerate(ends)]


def _columns(end: datetime) -> list[ColumnElement[int]]:
    began, ended = Subscription.began_at, Subscription.ended_at
    conditions = (
        and_(began > end - WEEK, began <= end),
        and_(ended > end - WEEK, ended <= end),
        and_(began <= end, or_(ended.is_(None), ended > end)),
    )
    return [case((condition, 1), else_=0) for condition in conditions]
