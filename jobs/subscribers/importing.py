"""Stores the entries of a subscriber file; a status can only become stricter.

Sends no mail. Importing the same file again changes nothing, so an interrupted import
can simply be repeated.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from extensions import db
from jobs.subscribers.columns import RANK
from jobs.subscribers.entries import SubscriberEntries, SubscriberEntry
from jobs.subscribers.table import BadFile
from models.newsletter.choices import follow, subscriptions_of
from models.newsletter.consent import record
from models.newsletter.newsletter import Newsletter
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription
from models.newsletter.suppression import Suppression, hash_of

AT_ONCE = 200  # entries per transaction, so that editors can save in between
LONGEST_CONSENT = 200
NAMES_NONE = "The file does not name newsletters: choose one."


@dataclass(frozen=True)
class Order:
    """`newsletter` is a slug, or "" for the newsletters that the file names.

    `consent` says how these people agreed; it is stored with each of them.
    """

    newsletter: str
    consent: str
    file_name: str
    secret: str

    @property
    def source(self) -> str:
        return f"{self.file_name[:80]}: {self.consent}"


def check_order(order: Order, entries: SubscriberEntries) -> None:
    """Raises BadFile if no newsletter is given."""
    if not order.newsletter and not entries.names_newsletters:
        raise BadFile(NAMES_NONE)


def batches(rows: Sequence[SubscriberEntry]) -> Iterable[Sequence[SubscriberEntry]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))


def count_outcomes(
    rows: Sequence[SubscriberEntry], order: Order, now: datetime, *, write: bool
) -> Counter[str]:
    """The number of entries by outcome. With `write` it stores them, and must be called
    within a transaction; without it, nothing is changed.
    """
    known = _known(rows, locked=write)
    erased = _erased(rows, order.secret)
    newsletters = _newsletters()
    has = _subscriptions(known.values())
    outcomes: dict[str, list[SubscriberEntry]] = {}
    for row in rows:
        subscriber, wanted = (
            known.get(row.address.key),
            _wanted(row, order, newsletters),
        )
        outcome = _outcome(
            row,
            subscriber,
            is_erased=hash_of(row.address, order.secret) in erased,
            is_missing=bool(wanted.keys() - has.get(_id(subscriber), set())),
        )
        outcomes.setdefault(outcome, []).append(row)
    if write:
        _store(outcomes, known, order, newsletters, has, now)
    return Counter({name: len(found) for name, found in outcomes.items()})


def _outcome(
    row: SubscriberEntry, known: Subscriber | None, *, is_erased: bool, is_missing: bool
) -> str:
    if known is None:
        if is_erased:
            return "erased"
        return "unconfirmed" if row.status == "pending" else f"new {row.status}"
    if row.status == "pending":
        return "unchanged"
    if RANK[row.status] > RANK[known.status]:
        return "stricter"
    is_active = known.status == row.status == "confirmed"
    return "subscribed" if is_active and is_missing else "unchanged"


def _id(subscriber: Subscriber | None) -> int:
    return subscriber.id if subscriber else 0


def _store(
    outcomes: Mapping[str, list[SubscriberEntry]],
    known: dict[str, Subscriber],
    order: Order,
    newsletters: Mapping[str, int],
    has: Mapping[int, set[int]],
    now: datetime,
) -> None:
    fresh = [
        row for name in outcomes if name.startswith("new ") for row in outcomes[name]
    ]
    for row in fresh:
        known[row.address.key] = _subscriber(row, now)
        db.session.add(known[row.address.key])
    db.session.flush()
    for row in [*fresh, *outcomes.get("subscribed", ())]:
        subscriber = known[row.address.key]
        if subscriber.status == "confirmed":
            wanted = _wanted(row, order, newsletters)
            _subscribe(subscriber, wanted, has.get(subscriber.id, set()), now)
        if row in fresh:
            follow(subscriber, row.follows)
        record(subscriber, "imported", now, order.source, _note(row))
    for row in outcomes.get("stricter", ()):
        _restrict(known[row.address.key], row.status, now)
        record(known[row.address.key], "imported", now, order.source, _note(row))


def _subscriber(row: SubscriberEntry, now: datetime) -> Subscriber:
    began = min(row.began_at or now, now)
    return Subscriber(
        email=row.address.email,
        address_key=row.address.key,
        status=row.status,
        nonce="",
        asked_at=began,
        confirmed_at=began if row.status == "confirmed" else None,
    )


def _subscribe(
    subscriber: Subscriber, wanted: Mapping[int, str], has: set[int], now: datetime
) -> None:
    """Subscriptions they have ended stay ended."""
    for id_ in wanted.keys() - has:
        db.session.add(
            Subscription(
                subscriber_id=subscriber.id,
                newsletter_id=id_,
                frequency=wanted[id_],
                began_at=now,
            )
        )


def _restrict(subscriber: Subscriber, status: str, now: datetime) -> None:
    subscriber.status = status
    for subscription in subscriptions_of(subscriber):
        subscription.end(now)


def _note(row: SubscriberEntry) -> str:
    since = f", since {row.began_at:%Y-%m-%d}" if row.began_at else ""
    return f"Line {row.line}: {row.status}{since}"


def _wanted(
    row: SubscriberEntry, order: Order, newsletters: Mapping[str, int]
) -> dict[int, str]:
    """Frequencies by newsletter id."""
    named = {order.newsletter: "every"} if order.newsletter else row.newsletters
    return {
        newsletters[slug]: how for slug, how in named.items() if slug in newsletters
    }


def _newsletters() -> dict[str, int]:
    rows = db.session.execute(select(Newsletter.slug, Newsletter.id))
    return {str(slug): int(id_) for slug, id_ in rows}


def _known(rows: Sequence[SubscriberEntry], *, locked: bool) -> dict[str, Subscriber]:
    keys = [row.address.key for row in rows]
    found = select(Subscriber).where(Subscriber.address_key.in_(keys))
    found = found.order_by(Subscriber.id)  # a fixed order of locks prevents deadlocks
    rows_ = db.session.scalars(found.with_for_update() if locked else found)
    return {subscriber.address_key: subscriber for subscriber in rows_}


def _erased(rows: Sequence[SubscriberEntry], secret: str) -> set[str]:
    hashes = [hash_of(row.address, secret) for row in rows]
    column = Suppression.address_hash
    return set(db.session.scalars(select(column).where(column.in_(hashes))))


def _subscriptions(subscribers: Iterable[Subscriber]) -> dict[int, set[int]]:
    """Ids of newsletters by subscriber, including ended subscriptions."""
    ids = [subscriber.id for subscriber in subscribers]
    found: dict[int, set[int]] = {}
    pairs = select(Subscription.subscriber_id, Subscription.newsletter_id)
    for id_, newsletter in db.session.execute(
        pairs.where(Subscription.subscriber_id.in_(ids))
    ):
        found.setdefault(id_, set()).add(newsletter)
    return found
