"""Counts which other sites embed our lists and stories, by day; nothing about readers.

A count is one load of the element's script, once for each page that holds it, or of a
frame. Only the host is taken from the Referer; polling is not counted.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from models.statistics.embed_count import add_hosts, host_in
from web.cache.counter import DayCounter, Environ

MOST_HOSTS = 500
SCRIPTS = ("/embed/v1/latest.js", "/embed/latest.js")
FRAME = re.compile(r".*/latest/embed|/articles/[^/]+/embed")


class EmbedCounter(DayCounter):
    NAME, MOST = "hosts", MOST_HOSTS

    def counted(self, environ: Environ) -> str | None:
        """The host that embeds something with this request, if it is not our own."""
        path: str = environ.get("PATH_INFO", "")
        dest = environ.get("HTTP_SEC_FETCH_DEST")
        is_script = dest == "script" and path in SCRIPTS
        is_frame = dest in ("iframe", "frame") and bool(FRAME.fullmatch(path))
        if environ["REQUEST_METHOD"] != "GET" or not (is_script or is_frame):
            return None
        host = host_in(environ.get("HTTP_REFERER", ""))
        return None if host == host_in(self._flask.config["SITE_URL"]) else host

    def add(self, counts: Mapping[str, int], now: datetime) -> None:
        add_hosts(counts, now)
