"""The list of accounts."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from extensions import db
from models.staff.sign_in import SignIn
from models.staff.staff_member import StaffMember

MOST = 500


def find_people(words: str) -> list[StaffMember]:
    """Members whose name or address contains every word, by name."""
    found = select(StaffMember).options(selectinload(StaffMember.webauthn))
    # Each word may match another column: “ana editor”.
    for word in words.split():
        field = (StaffMember.name, StaffMember.email, StaffMember.role)
        found = found.where(
            or_(*(column.icontains(word, autoescape=True) for column in field))
        )
    ordered = found.order_by(
        StaffMember.active.desc(), func.lower(StaffMember.name), StaffMember.id
    )
    return list(db.session.scalars(ordered.limit(MOST)))


def last_seen(people: Iterable[StaffMember]) -> dict[int, datetime]:
    """When each member was last active, by id."""
    ids = [editor.id for editor in people]
    seen = select(SignIn.editor_id, func.max(SignIn.seen_at))
    rows = db.session.execute(
        seen.where(SignIn.editor_id.in_(ids)).group_by(SignIn.editor_id)
    )
    return {row[0]: row[1] for row in rows}
