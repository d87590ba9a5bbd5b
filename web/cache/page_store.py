"""Pages in memory, within a bound: the one unread for longest makes room."""

import threading
from collections import OrderedDict

from web.cache.cache_key import Asked
from web.cache.page import Page


class PageStore:
    """`most_bytes` is what all its pages together may come to take."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Asked, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, asked: Asked) -> Page | None:
        with self._lock:
            page = self._pages.get(asked)
            if page:
                self._pages.move_to_end(asked)
            return page

    def keep(self, asked: Asked, page: Page) -> None:
        with self._lock:
            self._drop(self._pages.pop(asked, None))
            self._pages[asked] = page
            self.bytes += page.cost()
            while self.bytes > self.most_bytes:
                self._drop(self._pages.popitem(last=False)[1])

    def forget(self, asked: Asked) -> None:
        with self._lock:
            self._drop(self._pages.pop(asked, None))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.bytes = 0

    def _drop(self, page: Page | None) -> None:
        self.bytes -= page.cost() if page else 0
