"""Cursors: positions in a list, as a query parameter."""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, Self

from models.input_rules import LARGEST_ID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PACKED = struct.Struct(">qI")  # microseconds since the epoch, article id


class BadCursor(ValueError):
    """The cursor in the URL is not valid."""


class Listed(Protocol):
    """An item of a list: an article or its line."""

    @property
    def id(self) -> int: ...

    @property
    def published_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Cursor:
    """A position after an article, which stays valid when more are published."""

    published_at: datetime
    article_id: int

    @classmethod
    def at(cls, listed: Listed) -> Self:
        assert listed.published_at is not None
        return cls(listed.published_at, listed.id)

    @classmethod
    def read_optional(cls, text: str | None) -> Self | None:
        """From an optional query parameter. Raises BadCursor."""
        return cls.read(text) if text else None

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadCursor."""
        try:
            microseconds, article_id = PACKED.unpack(
                base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
            )
            published_at = EPOCH + timedelta(microseconds=microseconds)
        except (ValueError, binascii.Error, struct.error, OverflowError) as error:
            raise BadCursor(text) from error
        if article_id > LARGEST_ID:
            raise BadCursor(text)
        return cls(published_at, article_id)

    def __str__(self) -> str:
        since = (self.published_at - EPOCH) // timedelta(microseconds=1)
        packed = PACKED.pack(since, self.article_id)
        return base64.urlsafe_b64encode(packed).decode()
