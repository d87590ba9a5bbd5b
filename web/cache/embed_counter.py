"""Counts which other sites show our lists: how often a day, and nothing about readers.

What asks is the element's script, once for each page that holds it, or a frame. The
host is all that is taken from the Referer; looking for news is not counted.
"""

from collections.abc import Mapping
from datetime import datetime

from models.statistics.embed_count import add_hosts, host_in
from web.cache.counter import DayCounter, Environ

MOST_HOSTS = 500
SCRIPTS = ("/embed/v1/latest.js", "/embed/latest.js")
FRAME = "/latest/embed"


class EmbedCounter(DayCounter):
    NAME, MOST = "hosts", MOST_HOSTS

    def counted(self, environ: Environ) -> str | None:
        """The host that shows a list with this request, if it is not our own."""
        path: str = environ.get("PATH_INFO", "")
        dest = environ.get("HTTP_SEC_FETCH_DEST")
        is_script = dest == "script" and path in SCRIPTS
        is_frame = dest in ("iframe", "frame") and path.endswith(FRAME)
        if environ["REQUEST_METHOD"] != "GET" or not (is_script or is_frame):
            return None
        host = host_in(environ.get("HTTP_REFERER", ""))
        return None if host == host_in(self._flask.config["SITE_URL"]) else host

    def add(self, counts: Mapping[str, int], now: datetime) -> None:
        add_hosts(counts, now)
