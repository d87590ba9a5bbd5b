"""Numbers of subscribers, their last mails, and stories for an issue."""

from datetime import datetime

from sqlalchemy import func, select

from extensions import db
from models.input_rules import LARGEST_ID, read_number
from models.newsletter.delivery import Delivery
from models.newsletter.issue import NewsletterIssue
from models.newsletter.subscriber import Subscriber
from models.newsletter.subscription import Subscription
from models.staff.staff_member import StaffMember
from models.stories.article import Article
from models.stories.story_words import has_words

PAGE = 50
MOST_CANDIDATES = 8
KINDS = ("article", "brief")


def active_numbers(now: datetime) -> dict[int, int]:
    """The number of active subscribers by newsletter id."""
    counted = (
        select(Subscription.newsletter_id, func.count())
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .where(Subscriber.status == "confirmed", Subscription.is_active(now))
        .group_by(Subscription.newsletter_id)
    )
    return {int(id_): int(number) for id_, number in db.session.execute(counted)}


def numbers_by_status() -> dict[str, int]:
    counted = select(Subscriber.status, func.count()).group_by(Subscriber.status)
    return {str(name): int(number) for name, number in db.session.execute(counted)}


def last_deliveries(subscriber_id: int) -> list[tuple[str, str, datetime | None]]:
    """Subject, outcome ("" while it waits) and time of the last mails, newest first."""
    found = (
        select(NewsletterIssue.subject, Delivery.outcome, Delivery.sent_at)
        .join(Delivery.issue)
        .where(Delivery.subscriber_id == subscriber_id)
        .order_by(Delivery.id.desc())
        .limit(PAGE)
    )
    return [
        (subject, outcome, at) for subject, outcome, at in db.session.execute(found)
    ]


def public_story(typed: str, now: datetime) -> Article | None:
    """By its id as typed in a URL or form; None if there is none."""
    id_ = read_number(typed, 1, LARGEST_ID)
    named = select(Article).where(
        Article.public(now), Article.kind.in_(KINDS), Article.id == id_
    )
    return db.session.scalar(named)


def staff() -> list[StaffMember]:
    """Everybody who has an account and may use it, by name."""
    active = select(StaffMember).where(
        StaffMember.active, StaffMember.joined_at.is_not(None)
    )
    return list(db.session.scalars(active.order_by(StaffMember.name, StaffMember.id)))


def candidates(words: str, taken: set[int], now: datetime) -> list[Article]:
    """Public stories that are not in the issue yet, newest first."""
    stories = (
        select(Article)
        .where(Article.public(now), Article.kind.in_(KINDS))
        .where(Article.id.not_in(taken), *has_words(words))
        .order_by(Article.published_at.desc(), Article.id.desc())
    )
    return list(db.session.scalars(stories.limit(MOST_CANDIDATES)))
