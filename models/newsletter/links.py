"""Links in newsletters: whose preferences they open, and what they end.

Signed, not stored (itsdangerous), and good for as long as the subscriber exists: the
link to leave must work in a mail that is years old. Their salts keep them apart.
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
    given = [subscriber.id, _fingerprint(subscriber)]
    return str(URLSafeSerializer(secret, salt=PREFERENCES).dumps(given))


def unsubscribe_token(subscriber: Subscriber, newsletter_id: int, secret: str) -> str:
    given = [subscriber.id, _fingerprint(subscriber), newsletter_id]
    return str(URLSafeSerializer(secret, salt=UNSUBSCRIBE).dumps(given))


def issue_token(issue_id: int, secret: str) -> str:
    """For an issue's page on the web, the same for everybody."""
    return str(URLSafeSerializer(secret, salt=ISSUE).dumps(issue_id))


def issue_of(token: str, secret: str) -> int:
    """The issue's id. Raises BadToken."""
    return int(_read(ISSUE, token, secret))


def subscriber_of(token: str, secret: str, *, locked: bool = False) -> Subscriber:
    """Raises BadToken for a damaged link, SpentToken once the subscriber is erased."""
    return _find(*_read(PREFERENCES, token, secret), locked=locked)


def subscription_of(token: str, secret: str, *, locked: bool = False) -> Subscription:
    """What the link ends. Raises BadToken, SpentToken."""
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
    """So that a link never opens somebody else's row, whatever becomes of the ids."""
    return hashlib.sha256(subscriber.address_key.encode()).hexdigest()[:16]
