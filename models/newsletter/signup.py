"""Signing up on the site and confirming by a link in a mail (double opt-in)."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from extensions import db
from models.base import transaction
from models.email_address import Address
from models.newsletter.choices import Choices, begin_with
from models.newsletter.consent import record
from models.newsletter.subscriber import Subscriber, holder_of
from models.newsletter.suppression import Suppression, hash_of, is_suppressed


def subscribe(
    address: Address,
    now: datetime,
    choices: Choices | None = None,
    wording: str = "",
    network: str = "",
) -> None:
    """Records the request. Known and new addresses cost the same work.

    `wording` is the form's text, to which they consent. `network` is a keyed hash:
    networks take turns for confirmations (docs/decisions/0042).
    """
    asked_for = (choices or Choices()).as_json()
    known = select(Subscriber).where(Subscriber.address_key == address.key)
    try:
        with transaction():
            found = db.session.scalar(known.with_for_update())
            if found is None:
                found = Subscriber(email=address.email, address_key=address.key)
                found.status = "pending"
                db.session.add(found)
            found.ask(now, asked_for)
            if found.status == "pending":
                found.network = network
            db.session.flush()
            # Even if no mail is due: response times must not show who subscribes.
            record(found, "asked", now, "subscribe form", wording)
    except IntegrityError:
        # Another request has probably just stored it, and its mail is due.
        if db.session.scalar(known) is None:
            raise


class WasErased(Exception):
    """The address was erased: only its owner may subscribe it, by the public form."""


def add_by_hand(
    address: Address,
    choices: Choices,
    by: str,
    secret: str,
    now: datetime,
    *,
    consent: str = "",
) -> Subscriber:
    """Within a transaction. With `consent`, a note of how they agreed, they need not
    confirm; without it, or if they unsubscribed before, they must confirm by mail.

    Raises WasErased.
    """
    known = select(Subscriber).where(Subscriber.address_key == address.key)
    found = db.session.scalar(known.with_for_update())
    if found is None:
        if is_suppressed(address, secret):
            raise WasErased
        found = Subscriber(email=address.email, address_key=address.key)
        found.status, found.asked_at, found.nonce = "pending", now, ""
        db.session.add(found)
    if consent and found.status == "pending":
        db.session.flush()
        found.confirm(now)
        begin_with(found, choices, now)
    else:
        found.ask(now, choices.as_json())
        db.session.flush()
    record(found, "added", now, by, consent)
    return found


def confirm(token: str, secret: str, now: datetime) -> Subscriber:
    """Starts the subscriptions they asked for. Raises BadToken, SpentToken."""
    with transaction():
        subscriber = holder_of(token, secret, now, locked=True)
        subscriber.confirm(now)
        begin_with(subscriber, Choices.read(subscriber.asked_for or {}), now)
        record(subscriber, "confirmed", now, "link in a mail")
        address = Address(subscriber.email, subscriber.address_key)
        erased = Suppression.address_hash == hash_of(address, secret)
        db.session.execute(delete(Suppression).where(erased))
    return subscriber
