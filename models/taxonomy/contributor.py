"""Contributors, whom bylines can name."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.edition import SeenByReaders
from models.pictures.picture import Picture


class Contributor(SeenByReaders, Base):
    """`biography` is sanitised HTML."""

    __tablename__ = "contributors"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(300), default="")
    biography: Mapped[str] = mapped_column(Text, default="")
    portrait_id: Mapped[int | None] = mapped_column(
        ForeignKey("pictures.id"), index=True
    )

    portrait: Mapped[Picture | None] = relationship()
