"""A bounded in-memory LRU store of pages."""

import threading
from contextlib import suppress

from cachetools import LRUCache

from web.cache.cache_key import CacheKey
from web.cache.page import Page


class PageStore:
    """Thread-safe. `most_bytes` limits all pages together."""

    def __init__(self, most_bytes: int) -> None:
        self._pages: LRUCache[CacheKey, Page] = LRUCache(most_bytes, Page.cost)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes(self) -> int:
        return int(self._pages.currsize)

    def get(self, key: CacheKey) -> Page | None:
        with self._lock:
            return self._pages.get(key)

    def keep(self, key: CacheKey, page: Page) -> None:
        """A page larger than the whole store is not kept."""
        with self._lock, suppress(ValueError):
            self._pages.pop(key, None)
            self._pages[key] = page

    def forget(self, key: CacheKey) -> None:
        with self._lock:
            self._pages.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
