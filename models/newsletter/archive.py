"""The public archive of past issues, for newsletters that have one."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from extensions import db
from models.newsletter.issue import NewsletterIssue
from models.newsletter.newsletter import Newsletter

PAGE = 20
MOST = 1000  # issues of a sitemap


@dataclass(frozen=True)
class ArchivePage:
    """Issues, newest first; the next page has ids below `next_before`."""

    issues: list[NewsletterIssue]
    next_before: int | None


def archived(slug: str = "") -> Select[NewsletterIssue]:
    """The issues of all newsletters with an archive, or of one."""
    query = (
        select(NewsletterIssue)
        .join(NewsletterIssue.newsletter)
        .options(contains_eager(NewsletterIssue.newsletter))
        .where(Newsletter.has_archive, NewsletterIssue.state == "sent")
        .order_by(NewsletterIssue.id.desc())
    )
    return query.where(Newsletter.slug == slug) if slug else query


def archive_page(slug: str = "", before: int | None = None) -> ArchivePage:
    query = archived(slug).limit(PAGE + 1)
    if before:
        query = query.where(NewsletterIssue.id < before)
    found = list(db.session.scalars(query))
    more = len(found) > PAGE
    return ArchivePage(found[:PAGE], found[PAGE - 1].id if more else None)


def archived_issue(slug: str, id_: int) -> NewsletterIssue | None:
    return db.session.scalar(archived(slug).where(NewsletterIssue.id == id_))


def archives() -> list[Newsletter]:
    """The newsletters with an archive."""
    having = select(Newsletter).where(Newsletter.has_archive)
    return list(db.session.scalars(having.order_by(Newsletter.position, Newsletter.id)))
