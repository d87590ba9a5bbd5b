"""Makes links to a previewed story lead back into its preview."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from models.stories.article import ENDPOINTS
from web.site.structured_data import absolute

OWN = {"articles.show": "page", "pages.show": "page", "articles.rest": "rest"}


@dataclass(frozen=True)
class Seen:
    """Stands in for the request that public templates use."""

    endpoint: str
    path: str


@dataclass(frozen=True)
class Addresses:
    """`frame` gives the address of a surface's document by the surface's name."""

    kind: str
    slug: str
    frame: Callable[[str], str]

    def context(self, seen_at: str) -> dict[str, Any]:
        """Replaces the usual template globals."""
        return {
            "previewing": True,
            "request": Seen(seen_at, ""),
            "url_for": self.url_for,
            "absolute": self.absolute,
        }

    def url_for(self, endpoint: str, **values: Any) -> str:
        if endpoint in OWN and values.get("slug") == self.slug:
            return self.frame(OWN[endpoint])
        build: Any = current_app.jinja_env.globals["url_for"]
        return str(build(endpoint, **values))

    def absolute(self, path: str) -> str:
        """Share links keep the story's public URL."""
        return absolute(self.story if path == self.frame("page") else path)

    @property
    def story(self) -> str:
        return url_for(ENDPOINTS[self.kind], slug=self.slug)
