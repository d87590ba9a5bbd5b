"""The sidebar of most pages: the latest stories and the briefs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from models.listing.line import Line, side_by_side
from models.listing.listing import Listing

LATEST = Listing(limit=5)
BRIEFS = Listing(kind="brief", limit=5)


@dataclass(frozen=True)
class Sidebar:
    latest: list[Line]
    briefs: list[Line]
    number: ClassVar[int] = LATEST.limit


def read_sidebar(now: datetime) -> Sidebar:
    """One query."""
    return Sidebar(*side_by_side([LATEST, BRIEFS], now))
