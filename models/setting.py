"""The site's settings, stored in the database."""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from extensions import db
from models.base import Base
from models.edition import SeenByReaders

NUMBERS = {"poll_seconds": (5, 3600)}  # from, to
LONGEST, LONGEST_LINK = 5000, 1000  # characters
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # RFC 5646


class Setting(SeenByReaders, Base):
    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)

    def changes_edition(self) -> bool:
        return self.name in NAMES


@dataclass(frozen=True)
class Newsroom:
    """The settings with their defaults.

    `poll_seconds` is the interval at which LATEST is refreshed. `time_zone` "" means
    the configured one. `logo_id` is a Picture's. `websub_hub` is an https URL and
    `indexnow_key` a key we generate; "" turns that service off.
    """

    name: str = "Meridian"
    tagline: str = ""
    description: str = ""
    language: str = "en"
    article_name: str = "Article"
    briefs_name: str = "Briefs"
    newsletter_name: str = "Newsletter"
    newsletter_pitch: str = ""
    social_links: tuple[dict[str, str], ...] = ()
    contact_email: str = ""
    footer: str = ""
    poll_seconds: int = 15
    time_zone: str = ""
    logo_id: int | None = None
    websub_hub: str = ""
    indexnow_key: str = ""

    def zone(self, configured: ZoneInfo) -> ZoneInfo:
        return ZoneInfo(self.time_zone) if self.time_zone else configured


NAMES = frozenset(field.name for field in fields(Newsroom))


def read_newsroom() -> Newsroom:
    """All settings in one query."""
    rows = db.session.execute(select(Setting.name, Setting.value))
    known = {name: value for name, value in rows if name in NAMES}
    if "social_links" in known:
        known["social_links"] = tuple(known["social_links"])
    return Newsroom(**known)


def write_newsroom(newsroom: Newsroom) -> None:
    """Stores the settings that changed; the caller commits."""
    for name, value in asdict(newsroom).items():
        plain = list(value) if isinstance(value, tuple) else value
        row = db.session.get(Setting, name)
        if row is None:
            db.session.add(Setting(name=name, value=plain))
        elif row.value != plain:
            row.value = plain
