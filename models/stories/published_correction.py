"""A correction as readers see it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True)
class PublishedCorrection:
    """Also stored as JSON in the article's row, so that pages need no extra query."""

    at: datetime
    text: str
    is_material: bool

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        return cls(**{**stored, "at": datetime.fromisoformat(stored["at"])})

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}
