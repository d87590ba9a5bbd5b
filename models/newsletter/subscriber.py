"""A subscriber to the newsletter: who asked, who confirmed, who is due a message."""

import secrets
from collections import Counter
from datetime import datetime, timedelta

from itsdangerous import (
    BadData,
    SignatureExpired,
    TimestampSigner,
    URLSafeTimedSerializer,
)
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Select,
    String,
    and_,
    delete,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base, transaction
from models.email_address import LONGEST_ADDRESS, Address

STATUSES = ("pending", "confirmed", "unsubscribed", "blocked")
LEASE = timedelta(minutes=5)
ONE_CONFIRMATION_PER = timedelta(hours=24)
MOST_AN_HOUR = 500  # confirmations, of all processes together
MOST_AN_HOUR_AT_A_DOMAIN = 100
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
UNCONFIRMED_IS_KEPT = timedelta(days=30)
TOKEN_LIVES = timedelta(hours=48)
TO_CONFIRM = "newsletter.confirm"  # a salt: a token for this is good for nothing else


class BadToken(Exception):
    """This address was never given out."""


class SpentToken(BadToken):
    """Given out once, but expired, used, or replaced by a newer one."""


class Subscriber(Base):
    """`nonce` changes with every action that ends the use of the tokens given out."""

    __tablename__ = "subscribers"
    __table_args__ = (CheckConstraint(f"status IN {STATUSES}", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    address_key: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), unique=True)
    status: Mapped[str] = mapped_column(String(20), default="pending")
    nonce: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    confirmation_due: Mapped[bool] = mapped_column(default=False, index=True)
    confirmation_sent_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    @property
    def mailbox(self) -> str:
        return Address(self.email, self.address_key).mailbox

    @classmethod
    def is_due(cls, now: datetime) -> ColumnElement[bool]:
        free = or_(cls.claimed_until.is_(None), cls.claimed_until <= now)
        return and_(cls.confirmation_due, cls.status == "pending", free)

    def ask(self, now: datetime) -> None:
        """Asks for a confirmation, unless that is known, unwanted or under way."""
        self.asked_at = now
        if self.status in ("pending", "unsubscribed") and self._may_be_mailed(now):
            self.status = "pending"
            self.confirmation_due = True
            self.claimed_until, self.failures = None, 0
            self._end_tokens()

    def confirm(self, now: datetime) -> None:
        """Raises SpentToken for whoever is not waiting to be confirmed."""
        if self.status != "pending":
            raise SpentToken
        self.status, self.confirmed_at = "confirmed", now
        self._settle()
        self._end_tokens()

    def confirmation_was_sent(self, now: datetime) -> None:
        self.confirmation_sent_at = now
        self._settle()

    def confirmation_failed(self, now: datetime) -> None:
        """It stays due, after a pause that doubles with every failure."""
        pause = min(FIRST_PAUSE * 2 ** min(self.failures, 10), LONGEST_PAUSE)
        self.failures += 1
        self.claimed_until = now + pause

    def confirmation_was_refused(self, now: datetime) -> None:
        """There is no such mailbox: not tried again unless asked, on another day."""
        self.confirmation_was_sent(now)

    def confirmation_token(self, secret: str, now: datetime) -> str:
        """Works once, for 48 hours."""
        return str(_serializer(secret, now).dumps([self.id, self.nonce]))

    def _may_be_mailed(self, now: datetime) -> bool:
        sent_at = self.confirmation_sent_at
        rested = sent_at is None or sent_at <= now - ONE_CONFIRMATION_PER
        return rested and not self.confirmation_due

    def _settle(self) -> None:
        self.confirmation_due = False
        self.claimed_until, self.failures = None, 0

    def _end_tokens(self) -> None:
        self.nonce = secrets.token_hex(8)


def subscribe(address: Address, now: datetime) -> None:
    """Keeps that somebody asked; whoever is known already costs the same work."""
    try:
        with transaction():
            _find_or_add(address).ask(now)
    except IntegrityError:
        # Most likely it was stored in the same moment, and so is due.
        if db.session.scalar(_known(address)) is None:
            raise


def holder_of(
    token: str, secret: str, now: datetime, *, locked: bool = False
) -> Subscriber:
    """Who may confirm with this token. Raises BadToken, SpentToken; writes nothing."""
    seconds = int(TOKEN_LIVES.total_seconds())
    try:
        id_, nonce = _serializer(secret, now).loads(token, max_age=seconds)
    except SignatureExpired:
        raise SpentToken from None
    except BadData:
        raise BadToken from None
    named = select(Subscriber).where(Subscriber.id == id_, Subscriber.nonce == nonce)
    subscriber = db.session.scalar(named.with_for_update() if locked else named)
    if subscriber is None or subscriber.status != "pending":
        raise SpentToken
    return subscriber


def confirm(token: str, secret: str, now: datetime) -> None:
    """Raises BadToken, SpentToken."""
    with transaction():
        holder_of(token, secret, now, locked=True).confirm(now)


def claim_due_confirmation(now: datetime) -> Subscriber | None:
    """The longest waiting of those who are due, ours for the length of the lease.

    None as well once an hour's confirmations are sent: the others wait their turn.
    """
    due = select(Subscriber).where(Subscriber.is_due(now)).order_by(Subscriber.asked_at)
    with transaction():
        next_ = due.where(_may_be_sent_now(now)).limit(1)
        found = db.session.scalar(next_.with_for_update(skip_locked=True))
        if found:
            found.claimed_until = now + LEASE
    return found


def forget_unconfirmed(now: datetime) -> None:
    """Whoever does not confirm within 30 days never was a subscriber."""
    too_old = Subscriber.asked_at <= now - UNCONFIRMED_IS_KEPT
    with transaction():
        db.session.execute(
            delete(Subscriber).where(Subscriber.status == "pending", too_old)
        )


def _find_or_add(address: Address) -> Subscriber:
    found = db.session.scalar(_known(address).with_for_update())
    if found is None:
        found = Subscriber(
            email=address.email, address_key=address.key, status="pending"
        )
        db.session.add(found)
    return found


def _known(address: Address) -> Select[Subscriber]:
    return select(Subscriber).where(Subscriber.address_key == address.key)


def _may_be_sent_now(now: datetime) -> ColumnElement[bool]:
    """Whoever has our form ask strangers gets no further than so many an hour."""
    last_hour = Subscriber.confirmation_sent_at > now - timedelta(hours=1)
    sent = db.session.scalars(select(Subscriber.address_key).where(last_hour)).all()
    if len(sent) >= MOST_AN_HOUR:
        return false()
    domains = Counter(key.rpartition("@")[2] for key in sent)
    full = (name for name, n in domains.items() if n >= MOST_AN_HOUR_AT_A_DOMAIN)
    key = Subscriber.address_key
    return and_(true(), *(~key.endswith(f"@{name}", autoescape=True) for name in full))


def _serializer(secret: str, now: datetime) -> URLSafeTimedSerializer:
    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now.timestamp())

    return URLSafeTimedSerializer(secret, salt=TO_CONFIRM, signer=Signer)
