"""How often other sites showed our embeds per day; nothing about readers.

The host comes from the Referer header, which a client can set to anything. The number
of hosts per day is therefore limited, and only valid host names are stored.
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

MOST_A_DAY = 1000  # hosts; further ones are not counted
# RFC 1123, as browsers send it: in lower case, other scripts in Punycode.
HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*"
)


class EmbedCount(DailyCount, Base):
    __tablename__ = "host_counts"
    COUNTED = "host"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)


@dataclass(frozen=True)
class EmbedSums:
    """How often a host showed our embeds: this week, and on all stored days."""

    host: str
    of_week: int
    of_all: int
    last: date


def host_in(referrer: str) -> str | None:
    """The host of a Referer, without port; None if it is not a valid name."""
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
    """Hosts with the highest counts first."""
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
    """Deletes counts older than 90 days."""
    forget_old_counts(EmbedCount, now)
