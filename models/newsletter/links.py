"""Signed links in newsletters, to preferences, unsubscribing and the issue itself.

They are not stored (itsdangerous) and valid as long as the subscriber exists, because
unsubscribing must work from a mail that is years old. Each kind has its own salt.
"""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from extensions import db
from models.newsletter.subscriber import BadToken, SpentToken, Subscriber
from models.newsletter.subscription import Subscription

PREFERENCES = "newsletter.preferences"
UNSUBSCRIBE = "newsletter.unsubscribe"
ISSUE = "newsletter.issue"


def preferences_token(subscriber: Subscriber, secret: str) -> str:
    payload = [subscriber.id, _fingerprint(subscriber)]
    return str(URLSafeSerializer(secret, salt=PREFERENCES).dumps(payload))


def unsubscribe_token(subscriber: Subscriber, newsletter_id: int, secret: str) -> str:
    payload = [subscriber.id, _fingerprint(subscriber), newsletter_id]
    return str(URLSafeSerializer(secret, salt=UNSUBSCRIBE).dumps(payload))


def issue_token(issue_id: int, secret: str) -> str:
    """For an issue's web page; the same for all recipients."""
    return str(URLSafeSerializer(secret, salt=ISSUE).dumps(issue_id))


def issue_of(token: str, secret: str) -> int:
    """The issue's id. Raises BadToken."""
    return int(_read(ISSUE, token, secret))


def subscriber_of(token: str, secret: str, *, locked: bool = False) -> Subscriber:
    """Raises BadToken for an invalid link, SpentToken once the subscriber is erased."""
    return _find(*_read(PREFERENCES, token, secret), locked=locked)


def subscription_of(token: str, secret: str, *, locked: bool = False) -> Subscription:
    """The subscription that the link ends. Raises BadToken, SpentToken."""
    id_, fingerprint, newsletter_id = _read(UNSUBSCRIBE, token, secret)
    _find(id_, fingerprint, locked=locked)
    found = db.session.get(Subscription, (id_, newsletter_id))
    if found is None:
        raise SpentToken
    return found


def _read(salt: str, token: str, secret: str) -> Any:
    try:
        return URLSafeSerializer(secret, salt=salt).loads(token)
    except BadData:
        raise BadToken from None


def _find(id_: int, fingerprint: str, *, locked: bool) -> Subscriber:
    query = select(Subscriber).where(Subscriber.id == id_)
    found = db.session.scalar(query.with_for_update() if locked else query)
    if found is None or _fingerprint(found) != fingerprint:
        raise SpentToken
    return found


def _fingerprint(subscriber: Subscriber) -> str:
    """Guards against an id that is reused, for example after restoring a backup."""
    return hashlib.sha256(subscriber.address_key.encode()).hexdigest()[:16]
