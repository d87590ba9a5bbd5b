"""Counts how often stories are read; nothing about readers is stored."""

from collections.abc import Mapping
from datetime import datetime

from models.statistics.read_count import add_reads
from web.cache.counter import DayCounter, Environ

MOST_SLUGS = 4000
PREFIX, REST = "/articles/", "/rest"


class ReadCounter(DayCounter):
    NAME, MOST = "reads", MOST_SLUGS

    def counted(self, environ: Environ) -> str | None:
        """The story this request counts as a read of, if any.

        Either a page navigation (https://www.w3.org/TR/fetch-metadata/) or an opened
        "keep reading". Prefetches do not count.
        """
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] != "GET":
            return None
        if "HTTP_SEC_PURPOSE" in environ or "HTTP_PURPOSE" in environ:
            return None
        slug, mode = path[len(PREFIX) :], environ.get("HTTP_SEC_FETCH_MODE")
        if slug.endswith(REST):
            slug = slug[: -len(REST)]
            is_read = mode != "navigate" and environ.get("HTTP_HX_REQUEST") == "true"
        else:
            dest = environ.get("HTTP_SEC_FETCH_DEST")
            is_read = mode == "navigate" and dest == "document"
        return slug if is_read and slug and "/" not in slug else None

    def add(self, counts: Mapping[str, int], now: datetime) -> None:
        add_reads(counts, now)
