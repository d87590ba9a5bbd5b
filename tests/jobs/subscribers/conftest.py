"""Imports subscriber files, real and generated ones."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from jobs.subscribers.entries import SubscriberEntries, read_entries
from jobs.subscribers.importing import Order, batches, count_outcomes
from models.base import transaction
from tests.conftest import Clock, missing

CASES = ROOT.parent / "shared" / "import-cases" / "members"
Import = Callable[..., Counter[str]]


def real_file(name: str) -> bytes:
    """An export of another system, from outside the repository for its licence."""
    path = Path(CASES / name)
    if not path.exists():
        missing(f"The folder {CASES}")
    return path.read_bytes()


@pytest.fixture
def bring(app: Flask, clock: Clock) -> Import:
    """Imports a file; returns its lines' outcomes."""

    def run(
        data: bytes | str, name: str = "list.csv", newsletter: str = "newsletter"
    ) -> Counter[str]:
        data = data.encode() if isinstance(data, str) else data
        entries: SubscriberEntries = read_entries(data, name)
        order = Order(newsletter, "They signed up.", name, app.config["SECRET_KEY"])
        found = Counter({"merged": entries.merged, "refused": len(entries.refused)})
        for batch in batches(entries.rows):
            with transaction():
                found += count_outcomes(batch, order, clock(), write=True)
        assert sum(found.values()) == entries.lines
        return Counter({name: number for name, number in found.items() if number})

    return run
