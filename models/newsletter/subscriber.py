"""Newsletter subscribers, and their queue of confirmation mails."""

import secrets
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import (
    BadData,
    SignatureExpired,
    TimestampSigner,
    URLSafeTimedSerializer,
)
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    String,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, synonym

from extensions import db
from models.base import Base, transaction
from models.claimable import Claim, Claimable
from models.email_address import LONGEST_ADDRESS, Address

STATUSES = (
    *("pending", "confirmed", "unsubscribed"),
    *("blocked", "bounced", "complained"),
)
MAILED = ("pending", "confirmed")  # statuses that get a mail after a request
ONE_CONFIRMATION_PER = timedelta(hours=24)
MOST_AN_HOUR = 500  # confirmations sent by all processes together
MOST_AN_HOUR_AT_A_DOMAIN = 100
UNCONFIRMED_IS_KEPT = timedelta(days=30)
TOKEN_LIVES = timedelta(hours=48)
TO_CONFIRM = "newsletter.confirm"  # a salt, so tokens are valid for this purpose only


class BadToken(Exception):
    """Not a token of ours."""


class SpentToken(BadToken):
    """A genuine token that has expired, was used, or was replaced by a newer one."""


class Subscriber(Claimable, Base):
    """A claim is for sending the confirmation mail. Changing `nonce` invalidates all
    confirmation tokens.

    `network` is a keyed hash of the request's network, kept until it is confirmed.
    `asked_for` holds the choices from the form, which apply once they have confirmed.
    """

    __tablename__ = "subscribers"
    __table_args__ = (CheckConstraint(f"status IN {STATUSES}", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    address_key: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), unique=True)
    status: Mapped[str] = mapped_column(String(20), default="pending")
    nonce: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    is_due: Mapped[bool] = mapped_column(default=False, index=True)
    confirmation_due: Mapped[bool] = synonym("is_due")
    confirmation_sent_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    network: Mapped[str] = mapped_column(String(64), default="")
    asked_for: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def mailbox(self) -> str:
        return Address(self.email, self.address_key).mailbox

    @classmethod
    def is_waiting(cls, now: datetime) -> ColumnElement[bool]:
        return and_(super().is_waiting(now), cls.status.in_(MAILED))

    @classmethod
    def turn(cls, now: datetime) -> tuple[ColumnElement[Any], ...]:
        """Networks take turns, so one that sends many requests delays only its own."""
        other = aliased(cls)
        sent = other.confirmation_sent_at > now - timedelta(hours=1)
        served = select(other.network, func.count().label("times"))
        served = served.where(or_(sent, other.claimed_until > now))
        counts = served.group_by(other.network).subquery()
        own = select(counts.c.times).where(counts.c.network == cls.network)
        return (func.coalesce(own.scalar_subquery(), 0),)

    def ask(self, now: datetime, choices: dict[str, Any]) -> None:
        """Makes a mail due: a confirmation, or a reminder that they already subscribe.

        At most one a day, and none for addresses that were blocked or complained.
        """
        self.asked_at = now
        if self.status in ("blocked", "complained") or not self._may_be_mailed(now):
            return
        if self.status != "confirmed":
            self.status, self.asked_for = "pending", choices
            self._end_tokens()
        self.make_due(now)

    def confirm(self, now: datetime) -> None:
        """Raises SpentToken unless their status is pending."""
        if self.status != "pending":
            raise SpentToken
        self.status, self.confirmed_at, self.network = "confirmed", now, ""
        super().settle(now)
        self._end_tokens()

    def leave(self) -> None:
        """Unsubscribes, unless they are blocked, bounced or complained."""
        if self.status in MAILED:
            self.status = "unsubscribed"

    def come_back(self) -> None:
        """Re-subscribes by their own link; does not lift a block by the newsroom."""
        if self.status != "blocked":
            self.status = "confirmed"

    def settle(self, now: datetime) -> None:
        super().settle(now)
        self.confirmation_sent_at = now

    def give_up(self, reason: str, now: datetime) -> None:
        """The mailbox does not exist. A new request on another day is tried again."""
        super().give_up(reason, now)
        self.confirmation_sent_at = now

    def confirmation_token(self, secret: str, now: datetime) -> str:
        """Valid once, for 48 hours."""
        return str(_serializer(secret, now).dumps([self.id, self.nonce]))

    def _may_be_mailed(self, now: datetime) -> bool:
        sent_at = self.confirmation_sent_at
        rested = sent_at is None or sent_at <= now - ONE_CONFIRMATION_PER
        return rested and not self.confirmation_due

    def _end_tokens(self) -> None:
        self.nonce = secrets.token_hex(8)


def holder_of(
    token: str, secret: str, now: datetime, *, locked: bool = False
) -> Subscriber:
    """The token's subscriber. Raises BadToken, SpentToken; writes nothing."""
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


def claim_confirmations(now: datetime) -> list[Claim[Subscriber]]:
    """Claims nothing once the hour's limit is reached."""
    return Subscriber.claim(now, among=_may_be_sent_now(now))


def forget_unconfirmed(now: datetime) -> None:
    """Erases requests that were not confirmed within 30 days."""
    too_old = Subscriber.asked_at <= now - UNCONFIRMED_IS_KEPT
    with transaction():
        db.session.execute(
            delete(Subscriber).where(Subscriber.status == "pending", too_old)
        )


def _may_be_sent_now(now: datetime) -> ColumnElement[bool]:
    """Limits the mails to strangers that an attacker can cause in an hour."""
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
