"""All subscribers as CSV or JSON, in the form that our own import reads."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from extensions import db
from models.newsletter.choices import choices_of
from models.newsletter.subscriber import Subscriber

COLUMNS = ("email", "status", "asked_at", "confirmed_at", "newsletters", "follows")
AT_ONCE = 500
Fact = str | list[str] | None


def as_csv() -> Iterator[str]:
    yield _line(COLUMNS)
    for row in _facts():
        yield _line([_cell(row[name]) for name in COLUMNS])


def as_json() -> Iterator[str]:
    yield '{"subscribers": ['
    for number, row in enumerate(_facts()):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"


FORMATS: dict[str, Callable[[], Iterator[str]]] = {"csv": as_csv, "json": as_json}


def _facts() -> Iterator[dict[str, Fact]]:
    """Read in batches: one long read would keep editors from saving on SQLite."""
    last = 0
    while True:
        batch = select(Subscriber).where(Subscriber.id > last).order_by(Subscriber.id)
        rows = db.session.scalars(batch.limit(AT_ONCE)).all()
        facts = [_facts_of(row) for row in rows]
        last = rows[-1].id if rows else 0
        db.session.rollback()
        yield from facts
        if not facts:
            return


def _facts_of(row: Subscriber) -> dict[str, Fact]:
    choices = choices_of(row)
    return {
        "email": row.email,
        "status": row.status,
        "asked_at": row.asked_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "newsletters": sorted(
            slug if often == "every" else f"{slug}:{often}"
            for slug, often in choices.newsletters.items()
        ),
        "follows": sorted(f"{kind}:{slug}" for kind, slug in choices.follows),
    }


def _cell(fact: Fact) -> str:
    """Spreadsheets run what begins with a sign, unless an apostrophe comes first."""
    text = " ".join(fact) if isinstance(fact, list) else fact or ""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _line(cells: Any) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
