"""An address in its one spelling: what the page cache keeps a page under."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from models.listing.stream import opened_slugs
from web.policy import Public


@dataclass(frozen=True)
class Asked:
    """The path, its parameters in order, and the mark of the view behind it."""

    mark: Public
    path: str
    query: str

    @classmethod
    def of(cls, environ: dict[str, Any], mark: Public) -> Self:
        """Only the parameters that mean something here.

        So `?utm_source=…` is never a page of its own, and no view can come to depend
        on what is not in the key.
        """
        settled: dict[str, str] = {}
        for name, value in parse_qsl(environ.get("QUERY_STRING", "")):
            if name in mark.parameters and "\0" not in value:
                settled.setdefault(name, _settled(name, value))
        query = urlencode(sorted((n, value) for n, value in settled.items() if value))
        # The router takes any number of slashes before a path for one.
        return cls(mark, f"/{environ.get('PATH_INFO', '').lstrip('/')}", query)


def _settled(name: str, value: str) -> str:
    """The order in which stories were opened makes no page of its own."""
    return ",".join(opened_slugs(value)) if name == "open" else value
