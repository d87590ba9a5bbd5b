"""An uploaded list of subscribers: checked, confirmed by an administrator, imported.

The file is deleted once it is imported or cancelled, and after a day at the latest.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import db
from models.base import Base, transaction
from models.claimable import Claimable
from models.imports.upload import STATES, UploadedImport, WrongStep
from models.newsletter.newsletter import Newsletter

FILE_IS_KEPT = timedelta(days=1)
REPORT_IS_KEPT = timedelta(days=30)


class SubscriberImport(UploadedImport, Claimable, Base):
    """`newsletter` is "" if the file itself names newsletters. `counts` is the number
    of lines by outcome; `refused` holds the first refused lines as [line, text,
    reason]. `settled` of `entries` are done.
    """

    __tablename__ = "subscriber_imports"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)
    LEASE: ClassVar = timedelta(minutes=5)

    id: Mapped[int] = mapped_column(primary_key=True)
    newsletter_id: Mapped[int | None] = mapped_column(
        ForeignKey("newsletters.id", ondelete="CASCADE"), index=True
    )
    file_name: Mapped[str] = mapped_column(String(300))
    consent: Mapped[str] = mapped_column(String(200))
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    entries: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    refused: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)

    newsletter: Mapped[Newsletter | None] = relationship()

    def begin(self, now: datetime) -> None:
        if self.data is None:
            raise WrongStep
        super().begin(now)
        self.counts = {}

    def end(self, state: str, now: datetime, problem: str = "") -> None:
        super().end(state, now, problem)
        if state != "checked":
            self.data = None


def forget_old_imports(now: datetime) -> None:
    """Deletes files after a day, reports after a month: they contain addresses."""
    waiting = select(SubscriberImport).where(SubscriberImport.state == "checked")
    with transaction():
        old = SubscriberImport.made_at <= now - REPORT_IS_KEPT
        db.session.execute(delete(SubscriberImport).where(old))
        late = SubscriberImport.made_at <= now - FILE_IS_KEPT
        for row in db.session.scalars(waiting.where(late)):
            row.cancel(now)
