"""How often other sites showed a list of ours, by the day; nothing about their readers.

Who is counted names itself, in the Referer of a request, and may say anything: so a day
has room for a bounded number of hosts, and what is no host's name is not kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import String, case, func, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base, transaction
from models.statistics.daily_count import (
    KEPT,
    DailyCount,
    add_counts,
    forget_old_counts,
)

MOST_A_DAY = 1000  # hosts; whoever comes on top of them is not counted
# RFC 1123, as browsers write it: in lower case, other scripts in Punycode.
HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*"
)


class EmbedCount(DailyCount, Base):
    __tablename__ = "host_counts"
    COUNTED = "host"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)


@dataclass(frozen=True)
class EmbedSums:
    """How often a host showed a list of ours: this week, and in the days we keep."""

    host: str
    of_week: int
    of_all: int
    last: date


def host_in(referrer: str) -> str | None:
    """The name of the host a page came from, without port, path or anything else."""
    try:
        parts = urlsplit(referrer)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    is_host = parts.scheme in ("http", "https") and HOST.fullmatch(host)
    return host if is_host else None


def add_hosts(counts: Mapping[str, int], now: datetime) -> None:
    """Adds to the day's counts, by host, in one short transaction."""
    with transaction():
        of_day = EmbedCount.day == now.date()
        known = {*db.session.scalars(select(EmbedCount.host).where(of_day))}
        fresh = sorted({*counts} - known)[: max(0, MOST_A_DAY - len(known))]
        kept = {host: n for host, n in counts.items() if host in known | {*fresh}}
        add_counts(EmbedCount, kept, now)


def sums_by_host(now: datetime, limit: int) -> Sequence[EmbedSums]:
    """Those that showed most, first."""
    week = EmbedCount.day > now.date() - timedelta(days=7)
    of_all = func.sum(EmbedCount.count)
    rows = db.session.execute(
        select(
            EmbedCount.host,
            func.sum(case((week, EmbedCount.count), else_=0)),
            of_all,
            func.max(EmbedCount.day),
        )
        .where(EmbedCount.day >= (now - KEPT).date())
        .group_by(EmbedCount.host)
        .order_by(of_all.desc(), EmbedCount.host)
        .limit(limit)
    )
    return [EmbedSums(*row) for row in rows]


def forget_old_hosts(now: datetime) -> None:
    """What is older than 90 days."""
    forget_old_counts(EmbedCount, now)
