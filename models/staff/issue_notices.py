"""Mail to editors about an issue: held for approval, stopped, or sent."""

from datetime import datetime

from sqlalchemy import select

from extensions import db
from models.newsletter.issue import NewsletterIssue
from models.staff.message import LONGEST_SUBJECT, Message
from models.staff.staff_member import StaffMember


def notify_held(issue: NewsletterIssue, now: datetime) -> None:
    detail = (
        f"An issue of {issue.newsletter.name} is ready. It is sent once an editor has "
        "approved it."
    )
    _notify(issue, "issue-held", "Waiting for your approval", detail, now)


def notify_stopped(issue: NewsletterIssue, now: datetime) -> None:
    detail = (
        f"The mail server has not accepted this issue for some minutes: "
        f"{issue.failure} Sending continues by itself once the server answers."
    )
    _notify(issue, "issue-stopped", "Sending has stopped", detail, now)


def notify_sent(issue: NewsletterIssue, now: datetime) -> None:
    noun = "subscriber" if issue.recipients == 1 else "subscribers"
    detail = (
        f"This issue of {issue.newsletter.name} was sent to {issue.recipients} {noun}. "
        "The report has the numbers."
    )
    _notify(issue, "issue-sent", "Sent", detail, now)


def _notify(
    issue: NewsletterIssue, kind: str, title: str, detail: str, now: datetime
) -> None:
    """Within a transaction: to everybody who may send issues."""
    db.session.flush()  # a new issue has no id before
    subject = f"{title}: {' '.join(issue.subject.split())}"[:LONGEST_SUBJECT]
    for editor in _editors():
        more = {"detail": detail[:1000], "issue_id": issue.id}
        db.session.add(Message.to(editor, kind, subject, now, **more))


def _editors() -> list[StaffMember]:
    active = select(StaffMember).where(
        StaffMember.active, StaffMember.joined_at.is_not(None)
    )
    found = db.session.scalars(active.order_by(StaffMember.id))
    return [editor for editor in found if editor.is_at_least("editor")]
