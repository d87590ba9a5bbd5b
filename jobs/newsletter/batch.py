"""Sends one batch of claimed rows and commits their results together."""

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cachetools import LRUCache

from extensions import db
from jobs.newsletter import outcomes
from jobs.newsletter.connection import Connection, ConnectionLost
from jobs.newsletter.digest import Digest, Part, render
from jobs.newsletter.journal import Journal
from jobs.newsletter.message import Letter
from jobs.newsletter.recipients import Recipient, recipients_of
from models.claimable import Claim, record
from models.newsletter.delivery import Delivery, Outcome, is_wanted, record_results
from models.newsletter.issue import is_being_sent

Clock = Callable[[], datetime]
MOST_LETTERS = 64  # selections of stories that are kept rendered


class Letters:
    """Renders an issue once for each selection of stories."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self._kept: LRUCache[Any, Letter] = LRUCache(MOST_LETTERS)

    def holding(self, parts: Sequence[Part], now: datetime) -> Letter:
        chosen = self.digest.narrowed(parts)
        if chosen.article_ids not in self._kept:
            self._kept[chosen.article_ids] = Letter.of(chosen, render(chosen), now)
        return self._kept[chosen.article_ids]


class Stopped(Exception):
    """The issue was paused or cancelled."""


@dataclass
class Batch:
    """Claimed rows and their results; rows without a result were not tried."""

    issue_id: int
    letters: Letters
    connection: Connection
    journal: Journal
    clock: Clock
    results: dict[int, Outcome] = field(default_factory=dict)

    def send(self, claims: list[Claim[Delivery]]) -> None:
        """Raises Stopped, ServerAway or NotSigned, after recording the results."""
        self.journal.claimed(claims)
        record(claims, Delivery.begin)  # stored before the first message is sent
        try:
            for recipient in recipients_of(claims):
                self._send(recipient)
        finally:
            record_results(claims, self.results, self.clock())
            self.journal.clear()

    def _send(self, recipient: Recipient) -> None:
        id_, digest = recipient.delivery_id, self.letters.digest
        parts = recipient.choose(digest.parts)
        # An issue may consist of an introduction only.
        is_empty = not parts and (digest.parts or not digest.intro)
        if not is_empty:
            letter = self.letters.holding(parts, self.clock())
            self.connection.open()
            # Checked before each message, so that unsubscribing and pausing act at
            # once.
            if is_wanted(id_, self.clock()):
                db.session.rollback()  # hold no lock while waiting for the server
                self._deliver(letter, recipient, parts)
                return
            if not is_being_sent(self.issue_id):
                raise Stopped
        self.results[id_] = Delivery.skip

    def _deliver(
        self, letter: Letter, recipient: Recipient, parts: Sequence[Part]
    ) -> None:
        id_ = recipient.delivery_id
        held = [part.article_id for part in parts if part.article_id]
        try:
            content = letter.to(recipient)
            self.results[id_] = outcomes.in_doubt  # unless the server answers
            self.journal.leaves(id_)
            self.connection.send(content, recipient)
        except ConnectionLost as lost:
            # Retried after a pause: a message that crashes the server must not keep the
            # others waiting for ever.
            self.results[id_] = outcomes.lost(lost)
            raise
        except (smtplib.SMTPException, ValueError) as error:
            self.journal.answered(id_)
            self.results[id_] = outcomes.failed(error)
        else:
            self.journal.sent(id_, held)
            self.results[id_] = outcomes.sent(held)
