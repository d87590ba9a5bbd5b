"""The recipients of the next messages, and the stories each of them gets."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from extensions import db
from jobs.mail.compose import host, link_to
from jobs.newsletter.digest import Part
from models.claimable import Claim, rows_of
from models.newsletter.delivery import Delivery
from models.newsletter.issue import IssueItem
from models.newsletter.links import preferences_token, unsubscribe_token
from models.newsletter.return_path import signed
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Follow

Subjects = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Recipient:
    """`name` is the delivery's signed token. `mailed` is when stories were last sent to
    them, by id.
    """

    delivery_id: int
    mailbox: str
    name: str
    unsubscribe: str
    preferences: str
    follows: Subjects
    mailed: dict[int, datetime]

    def choose(self, parts: Sequence[Part]) -> list[Part]:
        """The parts for this recipient; empty if the issue has nothing new for them."""
        if not any(part.article_id for part in parts):
            return list(parts)  # an issue of notes only
        chosen = [part for part in parts if not part.article_id or self._wants(part)]
        return chosen if any(part.article_id for part in chosen) else []

    def _wants(self, part: Part) -> bool:
        if self.follows and not self.follows & part.subjects:
            return False
        mailed_at = self.mailed.get(part.article_id)
        if mailed_at is None:
            return True
        return part.corrected_at is not None and part.corrected_at > mailed_at

    @property
    def message_id(self) -> str:
        return f"{self.name}@{host()}"

    @property
    def envelope_from(self) -> str:
        """VERP: bounces go to an address that identifies this delivery."""
        return f"bounce+{self.name}@{host()}"


def recipients_of(claims: Sequence[Claim[Delivery]]) -> list[Recipient]:
    """Recipients of these claims, in a few queries."""
    rows = rows_of(claims)
    if not rows:
        return []
    ids = [row.subscriber_id for row in rows]
    theirs = select(Subscriber).where(Subscriber.id.in_(ids))
    subscribers = {one.id: one for one in db.session.scalars(theirs)}
    secret = str(current_app.config["SECRET_KEY"])
    follows, mailed = _follows(rows), _mailed(rows)
    newsletter_id = rows[0].issue.newsletter_id
    found = []
    for row in rows:
        subscriber = subscribers[row.subscriber_id]
        leave = unsubscribe_token(subscriber, newsletter_id, secret)
        choose = preferences_token(subscriber, secret)
        found.append(
            Recipient(
                row.id,
                subscriber.mailbox,
                signed(row.token, secret),
                link_to("newsletter.unsubscribe.show", token=leave),
                link_to("newsletter.preferences.show", token=choose),
                frozenset(follows[subscriber.id]),
                mailed[subscriber.id],
            )
        )
    return found


def _follows(rows: Sequence[Delivery]) -> dict[int, set[tuple[str, int]]]:
    theirs = select(Follow).where(
        Follow.subscriber_id.in_([row.subscriber_id for row in rows])
    )
    found: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for follow in db.session.scalars(theirs):
        for kind in ("region", "topic", "contributor"):
            id_ = getattr(follow, f"{kind}_id")
            if id_:
                found[follow.subscriber_id].add((kind, id_))
    return found


def _mailed(rows: Sequence[Delivery]) -> dict[int, dict[int, datetime]]:
    """From earlier issues that contained any of this issue's stories."""
    ours = select(IssueItem.article_id).where(IssueItem.issue_id == rows[0].issue_id)
    related = select(IssueItem.issue_id).where(IssueItem.article_id.in_(ours))
    sent = select(Delivery.subscriber_id, Delivery.sent_at, Delivery.article_ids).where(
        Delivery.subscriber_id.in_([row.subscriber_id for row in rows]),
        Delivery.outcome == "sent",
        Delivery.issue_id.in_(related),
    )
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for subscriber_id, sent_at, article_ids in db.session.execute(
        sent.order_by(Delivery.sent_at)
    ):
        if sent_at:
            found[subscriber_id].update(dict.fromkeys(article_ids, sent_at))
    return found
