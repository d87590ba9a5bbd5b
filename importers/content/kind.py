"""A kind of content file: how it is read, stored and written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from importers.content.document import Document
from models.slug import is_slug


@dataclass(frozen=True)
class ContentFile:
    """A content file to be written; `name` is its path in the folder."""

    name: str
    fields: dict[str, Any]
    text: str = ""


@dataclass(frozen=True)
class Kind:
    """`read` validates a file and returns the action that stores it in a transaction.

    `is_stored` distinguishes new from changed; `write` returns all files.
    """

    fields: tuple[str, ...]
    read: Callable[[Document], Callable[[], None]]
    is_stored: Callable[[Document], bool]
    write: Callable[[], Iterator[ContentFile]]
    has_slug: bool = True


def slug_for(document: Document) -> str:
    slug = document.line("slug", 500) or document.path.stem
    if not is_slug(slug):
        raise document.problem(
            "slug",
            f"{slug!r} cannot stand in an address: use a-z, 0-9 and single hyphens, "
            "up to 200 characters, in the file's name or as `slug`.",
        )
    return slug
