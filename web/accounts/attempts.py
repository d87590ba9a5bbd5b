"""Limits sign-in attempts per account and per network; repeated failures must wait."""

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from flask import current_app
from werkzeug.exceptions import TooManyRequests

from models.base import within_transaction
from models.staff.attempt import AttemptLimit, TooSoon, count_attempt, forgive
from models.staff.sign_in import knows_place
from web.client_key import client_key
from web.clock import utc_now

HERE = AttemptLimit(free=5)  # for one account, from one network
PLACE = AttemptLimit(free=30)  # for one network, whatever it tries
ACCOUNT = AttemptLimit(
    free=20
)  # for one account, from networks it has not signed in from


@dataclass(frozen=True)
class Attempt:
    """One try at `what` (a password, a code) of the account with this key."""

    what: str
    account: str
    network: str

    @classmethod
    def from_here(cls, what: str, account: str) -> Self:
        return cls(what, account, client_key())

    def begin(self) -> None:
        """Counts the attempt as failed until `went_well` clears it. Aborts with 429.

        Strangers cannot lock the owner out: from a network this account has signed in
        from before, only attempts from that network count.
        """
        now = utc_now()
        with within_transaction():
            who = {self._here: HERE, self._place: PLACE}
            if not knows_place(self.account, self.network, now):
                who[self._everywhere] = ACCOUNT
            count_or_wait(who)

    def went_well(self) -> None:
        with within_transaction():
            forgive([self._here], [self._place, self._everywhere])

    @property
    def _here(self) -> str:
        return keyed(self.what, self.account, self.network)

    @property
    def _place(self) -> str:
        return keyed("place", self.network)

    @property
    def _everywhere(self) -> str:
        return keyed(self.what, self.account)


def count_bad_link() -> None:
    """Slows down clients that guess token links. Aborts with 429."""
    with within_transaction():
        count_or_wait({keyed("place", client_key()): PLACE})


def count_or_wait(who: Mapping[str, AttemptLimit]) -> None:
    """Within a transaction. Aborts with 429."""
    try:
        count_attempt(who, utc_now())
    except TooSoon as refused:
        raise too_often(refused.wait) from None


def too_often(wait: timedelta) -> TooManyRequests:
    seconds = math.ceil(wait.total_seconds())
    unit = (
        f"{seconds} seconds" if seconds < 90 else f"{math.ceil(seconds / 60)} minutes"
    )
    message = f"There were too many attempts. Wait {unit}, then try again."
    return TooManyRequests(message, retry_after=seconds)


def keyed(*parts: str) -> str:
    """A keyed hash: accounts and networks can be compared, but not read back."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
