"""One page of a channel as a feed, independent of the format."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from flask import abort, url_for

from blueprints.feeds.entry import FeedEntry, entry_of
from models.listing.cursor import EPOCH, Cursor
from models.listing.listing import ListingPage
from web.site.channel import Channel
from web.site.context import site_context
from web.site.left_out import made_of_each
from web.site.structured_data import absolute

CONTENTS = {"": True, "full": True, "summary": False}
ENTRIES = 20


@dataclass(frozen=True)
class Feed:
    """`self_url`, `first_url` and `next_url` are those of RFC 5005, section 3.

    There is no "previous" link: cursors only go forward. `hub` is the WebSub hub that
    is notified about this URL, or "".
    """

    title: str
    description: str
    home_url: str
    self_url: str
    first_url: str
    next_url: str | None
    hub: str
    icon: str
    entries: list[FeedEntry]

    @property
    def updated(self) -> datetime:
        """Not the request's time, so that an unchanged feed stays identical."""
        return max((entry.updated for entry in self.entries), default=EPOCH)

    @property
    def links(self) -> str:
        """The Link header for hub discovery in any format (WebSub, section 4)."""
        return f'<{self.hub}>; rel="hub", <{self.self_url}>; rel="self"'


def read_feed(
    channel: Channel, endpoint: str, content: str, after: Cursor | None, now: datetime
) -> Feed:
    """At most five queries besides the channel's. Aborts with 400."""
    if content not in CONTENTS:
        abort(400, "`content` must be full or summary.")
    whole, newsroom = CONTENTS[content], site_context().newsroom
    address = partial(_address, channel, endpoint, whole=whole)
    # Only for feeds jobs/pings/pings.py sends: subscribers to others would get nothing.
    is_told = whole and not after and not channel.query
    listing = replace(channel.listing, after=after, limit=ENTRIES)
    page = listing.page(now, whole=True)
    return Feed(
        title=": ".join(filter(None, [newsroom.name, ", ".join(channel.names)])),
        description=newsroom.description or newsroom.tagline or newsroom.name,
        home_url=absolute(channel.path("latest.index")),
        self_url=address(after),
        first_url=address(None),
        next_url=address(page.next_cursor) if page.next_cursor else None,
        hub=newsroom.websub_hub if is_told else "",
        icon=_icon(),
        entries=_entries(page, whole=whole),
    )


def _address(
    channel: Channel, endpoint: str, after: Cursor | None, *, whole: bool
) -> str:
    """The canonical URL: default parameters are left out."""
    query = {} if whole else {"content": "summary"}
    if after:
        query["after"] = str(after)
    return absolute(channel.path(endpoint, **query))


def _entries(page: ListingPage, *, whole: bool) -> list[FeedEntry]:
    return made_of_each(page.articles, partial(entry_of, whole=whole))


def _icon() -> str:
    """The logo's URL, or ""."""
    logo = site_context().logo
    return absolute(url_for("pictures.show", key=logo.jpeg[-1].key)) if logo else ""
