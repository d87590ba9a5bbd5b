"""Decides the address of every story before the first one is stored.

Only then can links from one story to another be rewritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from extensions import db
from importers.archives.records import ForeignStory, Key
from models.imports.imported_item import ImportedItem, hash_of
from models.redirect import old_address
from models.slug import LONGEST, is_slug, slug_of
from models.stories.article import Article, path_of


@dataclass(frozen=True)
class Planned:
    slug: str
    path: str
    is_public: bool


@dataclass
class Plan:
    """`host` is that of the old site, without "www.". `paths` has the new address of
    each old one, empty for stories that readers may not see: their new addresses would
    give away their headlines.
    """

    now: datetime
    host: str = ""
    stories: dict[str, Planned] = field(default_factory=dict)
    by_id: dict[str, Planned] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)
    _seen: dict[Key, int] = field(default_factory=dict)

    @classmethod
    def begin(cls, now: datetime) -> "Plan":
        plan = cls(now)
        plan._taken = set(db.session.scalars(select(Article.slug)))
        known = select(ImportedItem.key_hash, Article.slug).join(Article)
        for key, slug in db.session.execute(known):
            plan._known[key] = slug
        return plan

    def add(self, story: ForeignStory) -> None:
        key = self.identify(story.key)
        slug = self._known.get(key) or self._free(story.slug or story.headline)
        self._taken.add(slug)
        path = path_of(story.kind, slug)
        is_public = story.status == "published" and (
            story.published_at is None or story.published_at <= self.now
        )
        self.stories[key] = Planned(slug, path, is_public)
        self.by_id.setdefault(story.key.id, self.stories[key])
        for old in story.paths:
            self.paths.setdefault(_compared(old), path if is_public else "")

    def identify(self, key: Key) -> str:
        """The item's hash. Some exports use the same id and GUID for several posts."""
        self._seen[key] = self._seen.get(key, 0) + 1
        return hash_of(key.source, key.kind, key.id, key.guid, self._seen[key])

    def end(self, host: str) -> None:
        """Before the second pass, which identifies the same stories again."""
        self.host = host
        self._seen.clear()

    def link(self, address: str) -> str:
        """The new address of a link: within this site if it leads to the old one. Empty
        if it leads nowhere.
        """
        try:
            parts = urlsplit(address.strip())
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return address
        is_relative = not parts.scheme and not parts.netloc and parts.path
        if not is_relative and (host != self.host or not host):
            return address
        query = f"?{parts.query}" if parts.query else ""
        new = self.paths.get(_compared(f"{parts.path or '/'}{query}"))
        if new is None:
            new = self.paths.get(_compared(parts.path or "/"))
        if new is None and not host:
            path = address.lstrip("./")
            return f"https://{self.host}/{path}" if self.host else ""
        if new is None:
            return address
        return new + (f"#{parts.fragment}" if new and parts.fragment else "")

    def _free(self, wanted: str) -> str:
        slug = wanted if is_slug(wanted) else slug_of(wanted)
        return next(one for one in _numbered(slug) if one not in self._taken)


def _numbered(slug: str) -> Iterable[str]:
    yield slug
    number = 2
    while True:
        end = f"-{number}"
        yield slug[: LONGEST - len(end)].rstrip("-") + end
        number += 1


def _compared(address: str) -> str:
    """Decoded, in lower case and without a trailing slash, for comparison."""
    path, _, query = old_address(address).partition("?")
    path = unquote(path).rstrip("/").lower() or "/"
    return f"{path}?{query}" if query else path
