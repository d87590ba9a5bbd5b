"""Redirects URLs that use a former slug of a region, topic or contributor.

A rename stores a redirect between the pages. Feeds, lists, embeds, searches and oEmbed
use the same row.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from flask import abort, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from models.redirect import redirect_from
from models.slug import is_slug
from web.clock import utc_now
from web.policy import Public
from web.site.context import site_context

FOLDERS = {"region": "regions", "contributor": "contributors", "topic": "topics"}


class Renamed(NotFound):
    """The slug is no longer in use, but was used before a rename."""

    def __init__(self, filter_: str, slug: str) -> None:
        super().__init__()
        self.filter, self.slug = filter_, slug

    def address(self) -> str:
        """The requested path and query with the new slug."""
        assert request.endpoint
        return self.of(request.endpoint, request.view_args or {}, request.args)

    def of(
        self, endpoint: str, values: dict[str, Any], query: Mapping[str, str]
    ) -> str:
        """The URL with the new slug in its path, or else in its query."""
        place = values.get("place")
        if place is not None and self.filter in place.filters:
            new: dict[str, Any] = {"place": place.at(self.slug)}
        else:
            new = {"slug" if "slug" in values else self.filter: self.slug}
        return url_for(endpoint, **{**values, **query, **new})


def leads_on(error: HTTPException) -> bool:
    return error.response is not None or isinstance(error, Renamed)


def moved_to(address: str) -> Response:
    """A 301 that caches keep no longer than a page."""
    caching = Public().caching(site_context().edition.next_due_at, utc_now())
    return Response(status=301, headers={"Location": address, **caching})


def refuse_unknown(filter_: str, slug: str) -> NoReturn:
    """Raises Renamed, or aborts with 404."""
    folder = f"/{FOLDERS[filter_]}/"
    moved = redirect_from(folder + slug) or ""
    known = moved.removeprefix(folder)
    if moved.startswith(folder) and is_slug(known):
        raise Renamed(filter_, known)
    abort(404, f"There is no such {filter_}.")
