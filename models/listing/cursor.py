"""A place in a list, and how an address spells it."""

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
    """The cursor in an address is not one of ours."""


class Listed(Protocol):
    """What a list is made of: an article, or its line."""

    @property
    def id(self) -> int: ...

    @property
    def published_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Cursor:
    """A place in a list: after an article, whatever is published meanwhile."""

    published_at: datetime
    article_id: int

    @classmethod
    def at(cls, listed: Listed) -> Self:
        assert listed.published_at is not None
        return cls(listed.published_at, listed.id)

    @classmethod
    def asked(cls, text: str | None) -> Self | None:
        """From a parameter that an address need not have. Raises BadCursor."""
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
