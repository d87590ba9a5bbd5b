"""One front-page slot in the form: its story and its expiry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from blueprints.admin.stories.times import BadMoment, read_moment
from models.front_page import FrontPagePlace
from models.local_time import local_field


@dataclass
class TypedPlace:
    """`until` is what the form shows; `kept` the exact time it was made of."""

    article_id: int | None = None
    until: str = ""
    kept: str = ""
    problem: str = ""

    @classmethod
    def of(cls, place: FrontPagePlace, zone: ZoneInfo) -> Self:
        if place.expires_at is None:
            return cls(place.article_id)
        until = local_field(place.expires_at, zone)
        return cls(place.article_id, until, place.expires_at.isoformat())

    def read(self, zone: ZoneInfo, now: datetime) -> FrontPagePlace:
        """None if the time is invalid; `problem` then says why."""
        self.problem = ""
        if not self.article_id or not self.until:
            return FrontPagePlace(self.article_id)
        until = self._kept(zone) or self._typed(zone)
        if until and until <= now and not self._kept(zone):
            self.problem = (
                "This time is in the past. Choose a later one, or remove the story."
            )
        return FrontPagePlace(self.article_id, until)

    def _kept(self, zone: ZoneInfo) -> datetime | None:
        """Keeps the exact seconds if the field is unchanged."""
        try:
            kept = datetime.fromisoformat(self.kept) if self.kept else None
        except ValueError:
            return None
        is_same = kept and kept.tzinfo and local_field(kept, zone) == self.until
        return kept if is_same else None

    def _typed(self, zone: ZoneInfo) -> datetime | None:
        """The later of a repeated time, so that nothing expires too early."""
        try:
            return read_moment({"at": self.until, "fold": "1"}, zone)
        except BadMoment as bad:
            self.problem = str(bad)
            return None
