"""A channel embedded on another site: its filters, number of lines and theme."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from flask import abort, url_for

from models.listing.line import Line, read_lines
from web.site.channel import Channel, ChannelPath, read_channel, requested_number
from web.site.context import site_context
from web.site.left_out import made_of_each
from web.site.structured_data import absolute, machine_time
from web.templating import day

THEMES = ("auto", "light", "dark")
USUAL_LINES = 8
VERSION = 1  # of the element and its JSON: docs/contracts/embed.md


@dataclass(frozen=True)
class Embedding:
    channel: Channel
    number: int
    theme: str
    lines: list[Line]

    @classmethod
    def read(cls, place: ChannelPath, query: Mapping[str, str], now: datetime) -> Self:
        """The embedding of a URL. Aborts with 400 or 404."""
        number, theme = requested_number(query, USUAL_LINES), requested_theme(query)
        channel = read_channel(place, query, now).at_its_place()
        lines = read_lines(replace(channel.listing, limit=number), now).lines
        return cls(channel, number, theme, lines)

    @property
    def title(self) -> str:
        return f"{self.channel.heading} – {site_context().newsroom.name}"

    @property
    def page_url(self) -> str:
        """The absolute URL of the page with the same list."""
        return absolute(self.channel.path("latest.index"))

    @property
    def frame_path(self) -> str:
        return self.frame_in(self.theme)

    def frame_in(self, theme: str) -> str:
        """The frame's path in this theme."""
        query = {} if theme == "auto" else {"theme": theme}
        return self.channel.path("embeds.frame", number=self.number, **query)

    @property
    def attributes(self) -> dict[str, str]:
        """The element's attributes; defaults are left out."""
        query = {**self.channel.filters, "number": str(self.number)}
        return query if self.theme == "auto" else {**query, "theme": self.theme}

    def facts(self) -> dict[str, Any]:
        """The element's JSON: the members that docs/contracts/embed.md promises."""
        newsroom = site_context().newsroom
        return {
            "version": VERSION,
            "title": self.channel.heading,
            "url": self.page_url,
            "magazine": newsroom.name,
            "magazine_url": absolute(url_for("front.index")),
            "language": newsroom.language,
            "every": newsroom.poll_seconds,
            "lines": made_of_each(self.lines, line_facts),
        }


def line_facts(line: Line) -> dict[str, Any]:
    """`id` never changes, the rest may; the time is RFC 3339, in UTC."""
    return {
        "id": line.id,
        "url": absolute(url_for("articles.show", slug=line.slug)),
        "headline": line.headline,
        "published_at": machine_time(line.published_at),
        "day": day(line.published_at),
        "region": line.region_name,
        "is_corrected": line.corrected_at is not None,
    }


def requested_theme(query: Mapping[str, str]) -> str:
    """Aborts with 400."""
    theme = query.get("theme", "auto")
    if theme not in THEMES:
        abort(400, "theme is auto, light or dark.")
    return theme
