"""The filter of the list of subscribers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from sqlalchemy import Select, exists, select
from werkzeug.datastructures import MultiDict

from models.newsletter.consent import Consent
from models.newsletter.subscriber import STATUSES, Subscriber
from models.newsletter.subscription import Subscription

LONGEST_WORDS = 200
SOURCES = {"asked": "The form", "imported": "An import", "added": "Added by hand"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class SubscriberFilter:
    """`newsletter` is a slug. `since` and `until` are ISO dates (UTC), included."""

    q: str = ""
    status: str = ""
    source: str = ""
    newsletter: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, query: MultiDict[str, str]) -> Self:
        """Ignores unknown values."""
        return cls(
            query.get("q", "")[:LONGEST_WORDS].replace("\x00", ""),
            _one_of(STATUSES, query.get("status", "")),
            _one_of(SOURCES, query.get("source", "")),
            query.get("newsletter", "")[:80].replace("\x00", ""),
            _day(query.get("since", "")),
            _day(query.get("until", "")),
        )

    def select(self) -> Select[Subscriber]:
        """Newest first."""
        found = select(Subscriber).order_by(Subscriber.id.desc())
        for word in self.q.split():
            found = found.where(Subscriber.email.icontains(word, autoescape=True))
        if self.status:
            found = found.where(Subscriber.status == self.status)
        if self.since:
            found = found.where(Subscriber.asked_at >= _start(self.since))
        if self.until:
            found = found.where(Subscriber.asked_at < _start(self.until) + DAY)
        return self._of_source(self._of_newsletter(found))

    def _of_newsletter(self, found: Select[Subscriber]) -> Select[Subscriber]:
        if not self.newsletter:
            return found
        theirs = exists().where(
            Subscription.subscriber_id == Subscriber.id,
            Subscription.ended_at.is_(None),
            Subscription.newsletter.has(slug=self.newsletter),
        )
        return found.where(theirs)

    def _of_source(self, found: Select[Subscriber]) -> Select[Subscriber]:
        """Whether any of their consents came from this source."""
        if not self.source:
            return found
        theirs = exists().where(
            Consent.subscriber_id == Subscriber.id, Consent.event == self.source
        )
        return found.where(theirs)


def _one_of(known: object, value: str) -> str:
    return value if value in known else ""  # type: ignore[operator]


def _day(text: str) -> str:
    try:
        return text if date.fromisoformat(text).year < date.max.year else ""
    except ValueError:
        return ""


def _start(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)
