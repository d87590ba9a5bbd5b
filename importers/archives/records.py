"""The contents of other systems' exports, in common terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class ArchiveProblem(ValueError):
    """Something in the file cannot be used.

    The message says what is wrong and what to do. `line` counts from 1; 0 is unknown.
    """

    def __init__(self, message: str, *, line: int = 0, item: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.item = item


@dataclass(frozen=True)
class Key:
    """Identifies a record across imports. Titles and slugs do not.

    `source` is the other site. Some exports use one id for several posts, which is why
    `guid` is part of the key.
    """

    source: str
    kind: str
    id: str
    guid: str = ""


@dataclass(frozen=True)
class Term:
    """A category, a tag or an author."""

    name: str
    slug: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignPicture:
    """A picture by its URL, with the texts that go with it."""

    url: str
    alt_text: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class ForeignStory:
    """A post or a page.

    `kind` is "article", "brief" or "page". `status` is "draft" or "published"; a
    published story whose time is in the future is scheduled. `html` is the original
    text, and `notes` holds its footnotes by id. `parent` is the id that galleries and
    attachments name. `paths` are its old addresses on the old site, the canonical
    first. `remarks` are things the report should mention.
    """

    key: Key
    kind: str
    status: str
    headline: str
    html: str
    line: int = 0
    slug: str = ""
    dek: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[Term, ...] = ()
    regions: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()
    lead: ForeignPicture | None = None
    paths: tuple[str, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
