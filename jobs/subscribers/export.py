"""Exports all subscribers as CSV or JSON, which our import can read."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import select

from extensions import db
from models.newsletter.choices import SUBJECTS
from models.newsletter.newsletter import Newsletter
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Follow, Subscription

COLUMNS = ("email", "status", "asked_at", "confirmed_at", "newsletters", "follows")
AT_ONCE = 500
Fact = str | list[str] | None


def as_csv() -> Iterator[str]:
    yield csv_line(COLUMNS)
    for row in _facts():
        yield csv_line([csv_cell(row[name]) for name in COLUMNS])


def as_json() -> Iterator[str]:
    yield '{"subscribers": ['
    for number, row in enumerate(_facts()):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"


FORMATS: dict[str, Callable[[], Iterator[str]]] = {"csv": as_csv, "json": as_json}


def _facts() -> Iterator[dict[str, Fact]]:
    """Reads in batches, because one long read transaction would block writers."""
    last = 0
    while True:
        batch = select(Subscriber).where(Subscriber.id > last).order_by(Subscriber.id)
        rows = db.session.scalars(batch.limit(AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].id
        facts = _facts_of(rows)
        db.session.rollback()
        yield from facts


def _facts_of(rows: Sequence[Subscriber]) -> list[dict[str, Fact]]:
    ids = [row.id for row in rows]
    newsletters, follows = _newsletters(ids), _follows(ids)
    return [
        {
            "email": row.email,
            "status": row.status,
            "asked_at": row.asked_at.isoformat(),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
            "newsletters": sorted(newsletters[row.id]),
            "follows": sorted(follows[row.id]),
        }
        for row in rows
    ]


def _newsletters(ids: list[int]) -> dict[int, list[str]]:
    """`weekly:monthly` means the newsletter "weekly", at most once a month."""
    active = (
        select(Subscription.subscriber_id, Newsletter.slug, Subscription.frequency)
        .join(Subscription.newsletter)
        .where(Subscription.subscriber_id.in_(ids), Subscription.ended_at.is_(None))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for id_, slug, often in db.session.execute(active):
        found[id_].append(slug if often == "every" else f"{slug}:{often}")
    return found


def _follows(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for kind, model in SUBJECTS.items():
        column = getattr(Follow, f"{kind}_id")
        pairs = select(Follow.subscriber_id, model.slug).join(
            Follow, column == model.id
        )
        for id_, slug in db.session.execute(pairs.where(Follow.subscriber_id.in_(ids))):
            found[id_].append(f"{kind}:{slug}")
    return found


def csv_cell(fact: Fact) -> str:
    """Spreadsheets take text that begins with a sign for a formula, so this adds an
    apostrophe.
    """
    text = " ".join(fact) if isinstance(fact, list) else fact or ""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def csv_line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
