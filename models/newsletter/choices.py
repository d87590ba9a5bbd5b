"""A reader's choices: which newsletters, how often, and which subjects to follow.

Choices from the public form wait in `Subscriber.asked_for` until they are confirmed, so
nobody can change what somebody else receives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import delete, select

from extensions import db
from models.newsletter.newsletter import (
    Newsletter,
    default_newsletters,
    open_newsletters,
)
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import FREQUENCIES, Follow, Subscription
from models.taxonomy.contributor import Contributor
from models.taxonomy.region import Region
from models.taxonomy.topic import Topic

SUBJECTS: dict[str, type[Region] | type[Topic] | type[Contributor]] = {
    "region": Region,
    "topic": Topic,
    "contributor": Contributor,
}
Subject = tuple[str, str]  # kind and slug, such as ("region", "europe")


@dataclass(frozen=True)
class Choices:
    """`newsletters` maps slugs to frequencies; empty means the default newsletters."""

    newsletters: dict[str, str] = field(default_factory=dict)
    follows: frozenset[Subject] = frozenset()

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        follows = {(str(kind), str(slug)) for kind, slug in stored.get("follows", ())}
        return cls(dict(stored.get("newsletters", {})), frozenset(follows))

    def as_json(self) -> dict[str, Any]:
        return {
            "newsletters": self.newsletters,
            "follows": sorted(list(subject) for subject in self.follows),
        }


def choices_of(subscriber: Subscriber) -> Choices:
    """The subscriber's current choices."""
    rows = db.session.execute(
        select(Newsletter.slug, Subscription.frequency)
        .join(Subscription, Subscription.newsletter_id == Newsletter.id)
        .where(Subscription.subscriber_id == subscriber.id)
        .where(Subscription.ended_at.is_(None))
    )
    chosen = {str(slug): str(frequency) for slug, frequency in rows}
    return Choices(chosen, frozenset(_follows(subscriber)))


def begin_with(subscriber: Subscriber, choices: Choices, now: datetime) -> None:
    """Within the transaction of the confirmation: adds to the current choices."""
    for newsletter in _named(choices.newsletters) or default_newsletters():
        subscription = _subscription(subscriber, newsletter, now)
        subscription.begin(now)
        subscription.frequency = _frequency(choices, newsletter)
    follow(subscriber, choices.follows - set(_follows(subscriber)))


def change_to(subscriber: Subscriber, choices: Choices, now: datetime) -> None:
    """Within a transaction: replaces the current choices."""
    wanted = {newsletter.id: newsletter for newsletter in _named(choices.newsletters)}
    for subscription in subscriptions_of(subscriber):
        if subscription.newsletter_id not in wanted:
            subscription.end(now)
    for newsletter in wanted.values():
        subscription = _subscription(subscriber, newsletter, now)
        if subscription.ended_at is not None:
            subscription.begin(now)
        subscription.frequency = _frequency(choices, newsletter)
    db.session.execute(delete(Follow).where(Follow.subscriber_id == subscriber.id))
    follow(subscriber, choices.follows)


def subscriptions_of(subscriber: Subscriber) -> list[Subscription]:
    """All subscriptions, including ended ones."""
    mine = select(Subscription).where(Subscription.subscriber_id == subscriber.id)
    return list(db.session.scalars(mine))


def _named(slugs: Iterable[str]) -> list[Newsletter]:
    return [one for one in open_newsletters() if one.slug in set(slugs)]


def _subscription(
    subscriber: Subscriber, newsletter: Newsletter, now: datetime
) -> Subscription:
    key = (subscriber.id, newsletter.id)
    found = db.session.get(Subscription, key)
    if found is None:
        found = Subscription(
            subscriber_id=subscriber.id, newsletter_id=newsletter.id, began_at=now
        )
        db.session.add(found)
    return found


def _frequency(choices: Choices, newsletter: Newsletter) -> str:
    chosen = choices.newsletters.get(newsletter.slug, "every")
    return chosen if chosen in FREQUENCIES else "every"


def _follows(subscriber: Subscriber) -> set[Subject]:
    found: set[Subject] = set()
    for kind, model in SUBJECTS.items():
        column = getattr(Follow, f"{kind}_id")
        mine = select(model.slug).join(Follow, column == model.id)
        rows = db.session.scalars(mine.where(Follow.subscriber_id == subscriber.id))
        found |= {(kind, slug) for slug in rows}
    return found


def follow(subscriber: Subscriber, subjects: Iterable[Subject]) -> None:
    """Follows these subjects, except those that no longer exist."""
    wanted = set(subjects)
    for kind, model in SUBJECTS.items():
        slugs = {slug for name, slug in wanted if name == kind}
        for id_ in db.session.scalars(select(model.id).where(model.slug.in_(slugs))):
            db.session.add(Follow(subscriber_id=subscriber.id, **{f"{kind}_id": id_}))
