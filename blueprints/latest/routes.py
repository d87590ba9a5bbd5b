"""Every channel as a page, and its live fragment."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from models.listing.cursor import Cursor
from models.listing.line import read_lines
from web.clock import utc_now
from web.public import fragment, public
from web.site.channel import FILTERS, ChannelPath, read_channel, requested_number
from web.site.sidebar import LATEST
from web.site.updates import update_facts

latest = Blueprint("latest", __name__)
PAGE = 30


@latest.get("/<channel:place>/")
@public("after", *FILTERS)
def index(place: ChannelPath) -> str:
    now, after = utc_now(), Cursor.read_optional(request.args.get("after"))
    channel = read_channel(place, request.args, now)
    listing = replace(channel.listing, after=after, limit=PAGE)
    return render_template(
        "latest/index.html",
        channel=channel,
        page=read_lines(listing, now),
        after=after,
        list_url=channel.path("latest.list", number=PAGE),
        page_url=channel.path("latest.index"),
    )


@latest.get("/<channel:place>/list", endpoint="list")
@fragment("number", *FILTERS, page="latest.index", shared_age=5)
def live_list(place: ChannelPath) -> str:
    """Only the list; `number` sets its length, by default the sidebar's.

    The list beside stories also reports which of them were updated recently.
    """
    now = utc_now()
    number = requested_number(request.args, LATEST.limit)
    channel = read_channel(place, request.args, now)
    return render_template(
        "latest/_list.html",
        lines=read_lines(replace(channel.listing, limit=number), now).lines,
        list_url=channel.path("latest.list", number=number),
        updates=[] if channel.filters else update_facts(now),
    )
