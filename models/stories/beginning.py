"""Creates a new, untitled story."""

import secrets
from datetime import datetime

from extensions import db
from models.staff.staff_member import StaffMember
from models.stories.article import KINDS, Article


def begin_story(kind: str, editor: StaffMember, now: datetime) -> Article:
    """Within a transaction. The author is the byline if they have a contributor."""
    article = Article(
        kind=kind if kind in KINDS else "article",
        slug=f"untitled-{secrets.token_hex(4)}",
        headline="",
        owner_id=editor.id,
        changed_at=now,
    )
    if editor.contributor and article.kind != "page":
        article.contributors.append(editor.contributor)
    db.session.add(article)
    db.session.flush()
    return article
