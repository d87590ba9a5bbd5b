"""An uploaded export of another system, which is checked before it is imported.

The file is in the instance folder, and is deleted once it is imported or given up.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.claimable import Claimable
from models.imports.upload import STATES, UploadedImport


class SiteImport(UploadedImport, Claimable, Base):
    """`settled` of `size` bytes are read; a file is read twice. `counts` is the report
    in numbers, `report` the whole of it as text. `file` is its name in the folder of
    imports.
    """

    __tablename__ = "site_imports"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)
    LEASE: ClassVar = timedelta(minutes=2)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(300))
    file: Mapped[str] = mapped_column(String(80))
    time_zone: Mapped[str] = mapped_column(String(80))
    site_url: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("editors.id", ondelete="SET NULL"), index=True
    )
    size: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(String(500), default="")

    @property
    def name(self) -> str:
        """What the log calls it."""
        return self.file_name

    @property
    def percent(self) -> int:
        return min(100, 100 * self.settled // (self.size or 1))
