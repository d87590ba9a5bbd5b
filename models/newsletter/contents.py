"""The contents of an issue: a newsletter's stories since its last issue."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from extensions import db
from models.listing.listing import Listing
from models.newsletter.issue import IssueItem, NewsletterIssue
from models.newsletter.newsletter import Newsletter
from models.staff.issue_notices import notify_held
from models.stories.article import Article

MOST_STORIES = 30


def listing_of(
    newsletter: Newsletter, since: datetime | None, until: datetime
) -> Listing:
    """The stories of an issue, which is a representation of this listing."""
    return Listing(
        kind=None,
        region=newsletter.region.slug if newsletter.region else None,
        topic=newsletter.topic.slug if newsletter.topic else None,
        contributor=newsletter.contributor.slug if newsletter.contributor else None,
        since=since,
        until=until,
        limit=MOST_STORIES,
    )


def begin_issue(
    newsletter: Newsletter, now: datetime, editor_id: int | None = None
) -> NewsletterIssue:
    """Within a transaction: a draft with everything new or materially corrected, by
    region, newest first.
    """
    since = last_issue_at(newsletter)
    stories = listing_of(newsletter, since, now).page(now).articles
    stories += corrected_since(newsletter, since, now) if since else []
    issue = NewsletterIssue(
        newsletter=newsletter,
        state="draft",
        made_at=now,
        made_by_id=editor_id,
        covers_since=since,
    )
    for story in sorted(stories, key=_region_name):
        issue.items.append(IssueItem(article=story, note=""))
    issue.subject = subject_for(newsletter, issue)
    db.session.add(issue)
    return issue


def begin_with_story(
    newsletter: Newsletter, story: Article, now: datetime, editor_id: int
) -> NewsletterIssue:
    """Within a transaction: one story, sent as an issue."""
    issue = NewsletterIssue(
        newsletter=newsletter, state="draft", made_at=now, made_by_id=editor_id
    )
    issue.items.append(IssueItem(article=story, note=""))
    issue.subject = story.headline[:200]
    db.session.add(issue)
    return issue


def corrected_since(
    newsletter: Newsletter, since: datetime, now: datetime
) -> list[Article]:
    """Stories of earlier issues that were materially corrected since the last one."""
    mailed = (
        select(IssueItem.article_id)
        .join(NewsletterIssue, NewsletterIssue.id == IssueItem.issue_id)
        .where(NewsletterIssue.newsletter_id == newsletter.id)
        .where(NewsletterIssue.started_at.is_not(None))
    )
    corrected = (
        select(Article)
        .where(Article.public(now), Article.corrected_at > since)
        .where(Article.published_at < since, Article.id.in_(mailed))
        .order_by(Article.corrected_at.desc())
    )
    return list(db.session.scalars(corrected.limit(MOST_STORIES)))


def subject_for(newsletter: Newsletter, issue: NewsletterIssue) -> str:
    headlines = [item.article.headline for item in issue.items if item.article]
    first = f": {headlines[0]}" if headlines else ""
    return f"{newsletter.name}{first}"[:200]


def last_issue_at(newsletter: Newsletter) -> datetime | None:
    """When the last issue that was sent, or is being sent, was created."""
    sent = (
        select(NewsletterIssue.started_at)
        .where(NewsletterIssue.newsletter_id == newsletter.id)
        .where(NewsletterIssue.started_at.is_not(None))
        .where(NewsletterIssue.state.in_(("preparing", "sending", "paused", "sent")))
        .order_by(NewsletterIssue.started_at.desc())
        .limit(1)
    )
    return db.session.scalar(sent)


def make_automatic_issue(newsletter: Newsletter, now: datetime, zone: ZoneInfo) -> None:
    """Within a transaction, when it is due. Creates no issue if nothing is new."""
    newsletter.schedule(now, zone)
    issue = begin_issue(newsletter, now)
    if not issue.items:
        db.session.expunge(issue)
        return
    if newsletter.needs_approval:
        issue.move("held")
        notify_held(issue, now)
    else:
        issue.move("scheduled")
        issue.send_at = now


def public_items(issue: NewsletterIssue, now: datetime) -> list[IssueItem]:
    """The notes, and the stories that are public at `now`."""
    stories = select(Article.id).where(Article.public(now))
    items = (
        select(IssueItem)
        .where(IssueItem.issue_id == issue.id)
        .where((IssueItem.note != "") | IssueItem.article_id.in_(stories))
        .order_by(IssueItem.position)
        .options(
            selectinload(IssueItem.article).options(
                selectinload(Article.lead_picture),
                selectinload(Article.region_links),
                selectinload(Article.topic_links),
                selectinload(Article.byline_links),
            )
        )
    )
    return list(db.session.scalars(items))


def _region_name(story: Article) -> str:
    """A sort key that puts stories without a region last."""
    return story.label.name if story.label else "\uffff"
