"""Channels: listings with a title and a URL of their own, which readers can follow.

Each has a page, a live list, feeds and embeds below its URL.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from flask import abort, url_for
from werkzeug.routing import BaseConverter

from models.input_rules import CONTROLS, LINE_BREAKS, clean_line
from models.listing.listing import Listing
from web.site.narrowing import FILTERS, name_of, read_listing, region_of

__all__ = ["FILTERS", "Channel", "ChannelPath", "read_channel"]
MOST_LINES = Listing.MOST
TAXONOMIES = {"regions": "region", "contributors": "contributor", "topics": "topic"}


@dataclass(frozen=True)
class ChannelPath:
    """The part before `latest` in a channel's path: /regions/europe/latest."""

    taxonomy: str = ""
    slug: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.taxonomy, self.slug, "latest") if part)

    @property
    def filters(self) -> dict[str, str]:
        """The filters the path sets."""
        if self.taxonomy == "briefs":
            return {"kind": "brief"}
        return {TAXONOMIES[self.taxonomy]: self.slug} if self.taxonomy else {}

    def at(self, slug: str) -> Self:
        """The same place under another slug."""
        return replace(self, slug=slug)

    @property
    def home(self) -> tuple[str, dict[str, str]]:
        """The endpoint of its page for readers, and that page's values."""
        if not self.taxonomy:
            return "latest.index", {"place": str(self)}
        if self.taxonomy == "briefs":
            return "briefs.index", {}
        return f"{self.taxonomy}.show", {"slug": self.slug}


class ChannelPathConverter(BaseConverter):
    """`<channel:place>` in a route."""

    regex = (
        r"(?:(?:regions|contributors|topics)/"
        rf"[^/{CONTROLS}{LINE_BREAKS}]+/|briefs/)?latest"
    )
    part_isolating = False

    def to_python(self, value: str) -> ChannelPath:
        return ChannelPath(*value.split("/")[:-1])


@dataclass(frozen=True)
class Channel:
    """`query` holds the filters that are not in its path; `hue` is its region's."""

    place: ChannelPath
    query: dict[str, str]
    listing: Listing
    names: tuple[str, ...] = ()
    description: str = ""
    hue: int | None = None

    @property
    def heading(self) -> str:
        return f"Latest: {', '.join(self.names)}" if self.names else "Latest"

    @property
    def filters(self) -> dict[str, str]:
        """All its filters, from the path and the query."""
        return self.place.filters | self.query

    def at_its_place(self) -> Self:
        """The same list at its canonical place: /latest?region=europe is Europe's."""
        filters = self.filters
        named = [
            ChannelPath(taxonomy, filters[n])
            for taxonomy, n in TAXONOMIES.items()
            if n in filters
        ]
        briefs = [ChannelPath("briefs")] if filters.get("kind") == "brief" else []
        place = [*named, *briefs, self.place][0]
        if self.place.taxonomy:
            return self
        query = {n: value for n, value in filters.items() if n not in place.filters}
        return replace(self, place=place, query=query)

    @property
    def trail(self) -> list[tuple[str, str]]:
        """Breadcrumbs: a name and a URL for each step."""
        if not self.place.taxonomy:
            query = self.query
            return [("Search", _path("search.index", query))] if "q" in query else []
        endpoint, values = self.place.home
        return [(self.names[0], _path(endpoint, values))]

    def path(self, endpoint: str, **more: Any) -> str:
        """The path and query of a representation, such as latest.list."""
        return _path(endpoint, {**more, "place": self.place, **self.query})


def read_channel(place: ChannelPath, args: Mapping[str, str], now: datetime) -> Channel:
    """The channel at a URL. Aborts with 400 or 404."""
    given = {n: clean_line(args[n]) for n in FILTERS if n in args}
    query = {n: value for n, value in given.items() if value and n not in place.filters}
    filters = place.filters | query
    listing = read_listing(filters)
    names = {name: name_of(name, slug, now) for name, slug in filters.items()}
    region = region_of(listing.region)
    return Channel(
        place,
        query,
        listing,
        tuple(name for name in names.values() if name),
        region.description if region else "",
        region.hue if region else None,
    )


def requested_number(args: Mapping[str, str], usual: int) -> int:
    """The number of lines the URL requests. Aborts with 400."""
    number = args.get("number", str(usual))
    if not re.fullmatch("[1-9][0-9]?", number) or int(number) > MOST_LINES:
        abort(400, f"number is a whole number from 1 to {MOST_LINES}.")
    return int(number)


def _path(endpoint: str, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values)
