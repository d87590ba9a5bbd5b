"""The canonical URL of a page: its key in the page cache."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from models.listing.stream import opened_slugs
from web.policy import Public


@dataclass(frozen=True)
class CacheKey:
    """The path, its parameters in order, and what the view takes."""

    public: Public
    path: str
    query: str

    @classmethod
    def of(cls, environ: dict[str, Any], public: Public) -> Self:
        """The URL with only the parameters the view declares.

        `?utm_source=…` therefore adds no cache entry, and a view cannot depend on
        anything outside the key.
        """
        kept: dict[str, str] = {}
        for name, value in parse_qsl(environ.get("QUERY_STRING", "")):
            if name in public.parameters and "\0" not in value:
                kept.setdefault(name, _canonical(name, value))
        query = urlencode(sorted((n, value) for n, value in kept.items() if value))
        # The router merges leading slashes, so the key must too.
        return cls(public, f"/{environ.get('PATH_INFO', '').lstrip('/')}", query)


def _canonical(name: str, value: str) -> str:
    """Sorted: the page is the same in whatever order stories were opened."""
    return ",".join(opened_slugs(value)) if name == "open" else value
