"""Creates automatic issues when they are due in the newsroom's time zone."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from extensions import db
from models.base import transaction
from models.newsletter.contents import make_automatic_issue
from models.newsletter.newsletter import Newsletter
from models.setting import read_newsroom


def make_due_issues(now: datetime) -> None:
    """Safe to repeat and to run concurrently: it locks the row and sets `next_at`."""
    due = Newsletter.next_at <= now
    zone = read_newsroom().zone(current_app.config["TIME_ZONE"])
    for id_ in list(db.session.scalars(select(Newsletter.id).where(due))):
        with transaction():
            locked = select(Newsletter).where(Newsletter.id == id_, due)
            newsletter = db.session.scalar(locked.with_for_update())
            if newsletter:
                make_automatic_issue(newsletter, now, zone)
