"""What became of an issue, in numbers that name nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from extensions import db
from models.newsletter.delivery import Delivery, counts, doubtful
from models.newsletter.issue import NewsletterIssue
from models.newsletter.mail_report import report_counts
from models.newsletter.subscription import Follow, Subscription
from models.taxonomy.region import Region

MOST_DOMAINS = 10
OUTCOMES = {
    "sent": "Sent",
    "refused": "Refused by the mailbox",
    "failed": "Failed",
    "bounced": "Bounced",
    "skipped": "Skipped: they left, or had nothing new",
    "": "Waiting",
}


@dataclass(frozen=True)
class Share:
    """`sent` of `total` messages, of a region or a mail provider."""

    name: str
    sent: int
    total: int


@dataclass(frozen=True)
class IssueReport:
    """`counts` are by outcome, `reports` by kind. `left` have unsubscribed since the
    issue was sent to them. `regions` are what its readers follow: one person may
    follow several.
    """

    counts: dict[str, int]
    reports: dict[str, int]
    doubtful: int
    left: int
    regions: list[Share]
    domains: list[Share]
    duration: timedelta | None

    @classmethod
    def of(cls, issue: NewsletterIssue) -> "IssueReport":
        return cls(
            counts(issue.id),
            report_counts(issue.id),
            doubtful(issue.id),
            _left(issue),
            _regions(issue.id),
            _domains(issue.id),
            _duration(issue),
        )

    @property
    def settled(self) -> int:
        return sum(number for outcome, number in self.counts.items() if outcome)

    @property
    def shares(self) -> list[tuple[str, str, int]]:
        """Outcome, label and number of those that there are."""
        return [
            (outcome, label, self.counts[outcome])
            for outcome, label in OUTCOMES.items()
            if self.counts.get(outcome)
        ]

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """Outcome, start and width in percent, of a bar for all of them."""
        total, found, start = sum(self.counts.values()) or 1, [], 0.0
        for outcome, _label, number in self.shares:
            width = 100 * number / total
            found.append((outcome, round(start, 2), round(width, 2)))
            start += width
        return found

    @property
    def duration_words(self) -> str:
        seconds = int(self.duration.total_seconds()) if self.duration else 0
        hours, minutes = divmod(seconds // 60, 60)
        if hours:
            return f"{hours} h {minutes} min"
        return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"

    def rows(self, issue: NewsletterIssue) -> list[tuple[str, str, int | str]]:
        """For a table: group, name and number."""
        found: list[tuple[str, str, int | str]] = [
            ("issue", "Newsletter", issue.newsletter.name),
            ("issue", "Subject", issue.subject),
            ("issue", "Started", _text(issue.started_at)),
            ("issue", "Finished", _text(issue.finished_at)),
            (
                "issue",
                "Seconds",
                int(self.duration.total_seconds()) if self.duration else "",
            ),
            ("outcome", "Recipients", issue.recipients),
        ]
        found += [("outcome", label, number) for _, label, number in self.shares]
        found += [
            ("outcome", "Marked as spam", self.reports.get("complaint", 0)),
            ("outcome", "Unsubscribed since", self.left),
            ("outcome", "Possibly sent twice", self.doubtful),
        ]
        found += [("region, sent", one.name, one.sent) for one in self.regions]
        found += [("provider, sent", one.name, one.sent) for one in self.domains]
        return found


def _left(issue: NewsletterIssue) -> int:
    """How many readers have unsubscribed since it was sent to them."""
    if issue.started_at is None:
        return 0
    reached = select(Delivery.subscriber_id).where(
        Delivery.issue_id == issue.id, Delivery.outcome == "sent"
    )
    ended = (
        select(func.count())
        .select_from(Subscription)
        .where(Subscription.newsletter_id == issue.newsletter_id)
        .where(Subscription.ended_at >= issue.started_at)
        .where(Subscription.subscriber_id.in_(reached))
    )
    return db.session.scalar(ended) or 0


def _regions(issue_id: int) -> list[Share]:
    followed = (
        select(Region.name, Delivery.outcome, func.count())
        .join(Follow, Follow.region_id == Region.id)
        .join(Delivery, Delivery.subscriber_id == Follow.subscriber_id)
        .where(Delivery.issue_id == issue_id)
        .group_by(Region.name, Delivery.outcome)
    )
    return _shares(followed)


def _domains(issue_id: int) -> list[Share]:
    """The largest mail providers."""
    grouped = (
        select(Delivery.domain, Delivery.outcome, func.count())
        .where(Delivery.issue_id == issue_id)
        .group_by(Delivery.domain, Delivery.outcome)
    )
    return _shares(grouped)[:MOST_DOMAINS]


def _shares(grouped: Select[str, str, int]) -> list[Share]:
    """The largest first."""
    found: dict[str, Share] = {}
    for name, outcome, number in db.session.execute(grouped):
        before = found.get(name, Share(name, 0, 0))
        sent = before.sent + (number if outcome == "sent" else 0)
        found[name] = Share(name, sent, before.total + number)
    return sorted(found.values(), key=lambda one: (-one.total, one.name))


def _duration(issue: NewsletterIssue) -> timedelta | None:
    if issue.started_at is None or issue.finished_at is None:
        return None
    return issue.finished_at - issue.started_at


def _text(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
